import type { Command } from 'commander';

type Register = (program: Command) => void;

/** Where each command is. A file is loaded when its command is named: `cert` needs nothing of the gateway, `serve` all of it. */
export const COMMANDS: ReadonlyMap<string, () => Promise<Register>> = new Map<string, () => Promise<Register>>([
  ['demo', async () => (await import('./demo.ts')).registerDemo],
  ['serve', async () => (await import('./serve.ts')).registerServe],
  ['check', async () => (await import('./check.ts')).registerCheck],
  ['activity', async () => (await import('./activity.ts')).registerActivity],
  ['app', async () => (await import('./app.ts')).registerApp],
  ['session', async () => (await import('./session.ts')).registerSession],
  ['factors', async () => (await import('./factors.ts')).registerFactors],
  ['cert', async () => (await import('./cert.ts')).registerCert],
  ['list', async () => (await import('./list.ts')).registerList],
  ['policy', async () => (await import('./policy.ts')).registerPolicy],
  ['record', async () => (await import('./record.ts')).registerRecord],
  ['replay', async () => (await import('./replay.ts')).registerReplay],
  ['rewrite', async () => (await import('./rewrite.ts')).registerRewrite],
]);

/** The command of that name alone, or all of them: help lists them, and a mistyped one is compared with each. */
export async function commandsFor(word: string | undefined): Promise<readonly Register[]> {
  const named = COMMANDS.get(word ?? '');
  return named ? [await named()] : Promise.all([...COMMANDS.values()].map((load) => load()));
}
