/** Milliseconds between two looks at what stays open: whether its session is still there, and whether its user would be let in. */
export interface Looks {
  readonly session: number;
  readonly entry: number;
}

export interface LookOptions {
  readonly looks?: Looks | undefined;
}

export const LOOKS: Looks = { session: 5000, entry: 15_000 };
