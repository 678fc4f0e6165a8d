/** What reads one kind of source and feeds a MaskWindow with it. How the source is cut into calls makes no difference. */
export interface Front {
  write(source: string): void;
  end(): void;
}

/** Thrown for a source in which nobody can tell what would have to be masked. */
export class Unmaskable extends Error {}
