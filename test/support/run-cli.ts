import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** `sallyport ...args` as its user runs it; `input` on standard input. */
export function startCli(
  args: readonly string[],
  input?: string | Buffer,
): ChildProcess & { readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (piece: Buffer) => {
    stdout += piece.toString();
  });
  child.stderr.on('data', (piece: Buffer) => {
    stderr += piece.toString();
  });
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  child.stdin.end(input);
  return Object.assign(child, { ended });
}

export function runCli(args: readonly string[], input?: string | Buffer): Promise<Ended> {
  return startCli(args, input).ended;
}
