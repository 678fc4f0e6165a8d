import type { PageRule } from '../../model/decision.ts';
import type { Method } from '../natives.ts';

/** Rules that let what is copied in the app be pasted in it. */
export interface WithinApp {
  /** First in every document of the window, before what stops the rest. */
  listen(): void;
  /** Whether an event brings what was copied in the app. */
  passes(event: Event): boolean;
  /** Whether the browser's own command is kept by the events that come of it. */
  takes(activity: PageRule['activity']): boolean;
  /** What a method of the clipboard does then; undefined where the rule holds as it is. */
  use(name: string, native: Method, self: unknown, args: readonly unknown[]): Promise<unknown> | undefined;
}

export type CreateWithinApp = (
  ruleOf: (activity: PageRule['activity']) => PageRule | undefined,
  kept: (activity: 'copy' | 'cut', size: number) => void,
) => WithinApp;

let create: CreateWithinApp | undefined;

export function provideWithinApp(provided: CreateWithinApp): void {
  create = provided;
}

/** What stays within the app. It comes with the larger bundle, where a policy lets something; without it such a rule stops everything. */
export function withinApp(...given: Parameters<CreateWithinApp>): WithinApp | undefined {
  return create?.(...given);
}
