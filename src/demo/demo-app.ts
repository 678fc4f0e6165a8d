import type { StateDirectory } from './state-directory.ts';

/** What an app is given to start with. */
export interface AppSurroundings {
  readonly state: StateDirectory;
  /** A line for the person who started the demo. */
  readonly say: (line: string) => void;
}

/** An app that runs: plain HTTP on a loopback port, behind the origins front. */
export interface RunningApp {
  readonly port: number;
  close(): Promise<void>;
}

/** An app of the demo, and the host names it believes in; the first is where users begin. */
export interface DemoApp {
  readonly id: string;
  readonly name: string;
  /** One line for the person who tries it. */
  readonly about: string;
  readonly hosts: readonly string[];
  start(surroundings: AppSurroundings): Promise<RunningApp>;
}
