import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { ActivityLog } from '../activity/activity-log.ts';
import { openSqliteActivityLog } from '../activity/sqlite-activity-log.ts';
import { loadConfig } from '../config/load-config.ts';
import type { RecordStore } from '../identity/record-store.ts';
import { createSessionStore, type SessionStore } from '../identity/session-store.ts';
import { openSqliteRecordStore } from '../identity/sqlite-record-store.ts';
import type { Activity } from '../model/activity-row.ts';
import { printFaults } from './check.ts';
import { commandRow } from './command-row.ts';
import { inspectedSession } from './inspected-session.ts';
import { shown } from './shown.ts';

interface State {
  readonly records: RecordStore;
  readonly sessions: SessionStore;
  readonly log: ActivityLog;
}

/** A session that has not ended. The store cannot be opened without its cookies; the activity log says whose it is. */
interface Living {
  readonly id: string;
  readonly signedIn: Activity | undefined;
}

interface RevokeOptions {
  readonly config: string;
  readonly user?: string;
  readonly all?: true;
}

/** `sallyport session list|inspect|revoke`: who is signed in, and ending that while the gateway runs. */
export function registerSession(program: Command): void {
  const sessions = program.command('session').alias('sessions').description('who is signed in, and ending that');
  sessions
    .command('list')
    .description('print the sessions that have not ended')
    .requiredOption('--config <file>', 'the configuration of the gateway')
    .option('--user <name>', 'of this user')
    .addHelpText('after', '\nExamples:\n  sallyport session list --config gateway.yaml --user alice\n')
    .action(({ config, user }: { config: string; user?: string }) =>
      withState(config, async (state) => {
        for (const each of await living(state)) if (user === undefined || isOf(each, user)) print(lineOf(each));
      }),
    );
  sessions
    .command('inspect')
    .description('print what is known of a session: whose it is, on what device, until when, and what was done in it')
    .argument('<id>', 'the session, as `list` prints it')
    .requiredOption('--config <file>', 'the configuration of the gateway')
    .addHelpText('after', '\nExamples:\n  sallyport session inspect ID --config gateway.yaml\n')
    .action((id: string, { config }: { config: string }) =>
      withState(config, async (state) => {
        const lines = await inspectedSession(id, state);
        for (const [name, value] of lines ?? []) print(`${name}\t${shown(value)}`);
        if (lines) return;
        process.stderr.write(`no session ${shown(id)}\n`);
        process.exitCode = 1;
      }),
    );
  sessions
    .command('revoke')
    .description('end sessions at once: on every host, and what is open within seconds')
    .argument('[ids...]', 'the sessions, as `list` prints them')
    .requiredOption('--config <file>', 'the configuration of the gateway')
    .option('--user <name>', 'every session of this user')
    .option('--all', 'every session')
    .addHelpText(
      'after',
      '\nExamples:\n  sallyport session revoke --config gateway.yaml --user alice\n  sallyport session revoke --config gateway.yaml --all\n',
    )
    .action((ids: string[], options: RevokeOptions) =>
      withState(options.config, async (state) => {
        const chosen = (await living(state)).filter(
          (each) => options.all || ids.includes(each.id) || (options.user !== undefined && isOf(each, options.user)),
        );
        for (const each of chosen) {
          await state.sessions.end(each.id);
          state.log.append(revoked(each));
          print(`ended ${lineOf(each)}`);
        }
        const unknown = ids.filter((id) => !chosen.some((each) => each.id === id));
        for (const id of unknown) process.stderr.write(`no session ${shown(id)}\n`);
        if (chosen.length === 0) process.stderr.write('no session was ended\n');
        if (chosen.length === 0 || unknown.length > 0) process.exitCode = 1;
      }),
    );
}

async function withState(config: string, run: (state: State) => Promise<void>): Promise<void> {
  const loaded = await loadConfig(config);
  if (!loaded.ok) {
    printFaults(loaded.faults);
    process.exitCode = 1;
    return;
  }
  const { stateDirectory, sessions: limits } = loaded.config;
  const file = join(stateDirectory, 'sessions.sqlite');
  if (!existsSync(file)) {
    process.stderr.write(`There are no sessions at ${file} yet: no gateway has run with this configuration.\n`);
    process.exitCode = 1;
    return;
  }
  const records = openSqliteRecordStore(file, Date.now);
  const log = openSqliteActivityLog(join(stateDirectory, 'activity.sqlite'), (error) =>
    process.stderr.write(`${String(error)}\n`),
  );
  try {
    await run({ records, sessions: createSessionStore(records, limits, Date.now), log });
  } finally {
    log.close();
    await records.close();
  }
}

async function living({ records, log }: State): Promise<readonly Living[]> {
  const ids = new Set(await records.keys('session', ''));
  const found = new Map<string, Activity>();
  for (const row of log.query({ type: 'sign-in', order: 'newest' })) {
    if (found.size === ids.size) break;
    if (row.sessionId !== undefined && ids.has(row.sessionId) && !found.has(row.sessionId))
      found.set(row.sessionId, row);
  }
  return [...ids].map((id) => ({ id, signedIn: found.get(id) }));
}

function isOf({ signedIn }: Living, user: string): boolean {
  return signedIn?.user === user;
}

function lineOf({ id, signedIn }: Living): string {
  const { at, user, ip, userAgent } = signedIn ?? {};
  const since = at === undefined ? '?' : new Date(at).toISOString();
  return [id, user, since, ip, userAgent].map((each) => shown(each ?? '?')).join('\t');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function revoked({ id, signedIn }: Living): Activity {
  const user = signedIn?.user;
  return commandRow('session revoke', { type: 'sign-out', sessionId: id, ...(user === undefined ? {} : { user }) });
}
