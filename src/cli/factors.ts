import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { openSqliteActivityLog } from '../activity/sqlite-activity-log.ts';
import { loadConfig } from '../config/load-config.ts';
import { createFactorStore, type EnrolledFactor, type FactorStore } from '../identity/factors/factor-store.ts';
import { createRecoveryCodes, type RecoveryCodes } from '../identity/factors/recovery-codes.ts';
import { openKeyFile } from '../identity/key-file.ts';
import { openSqliteRecordStore } from '../identity/sqlite-record-store.ts';
import type { Activity } from '../model/activity-row.ts';
import { printFaults } from './check.ts';
import { commandRow } from './command-row.ts';
import { shown } from './shown.ts';

type Enrolled = EnrolledFactor & { readonly user: string };

interface State {
  readonly factors: FactorStore;
  readonly recovery: RecoveryCodes;
  readonly append: (row: Activity) => void;
}

/** `sallyport factors list|remove`: the second factors users have enrolled. */
export function registerFactors(program: Command): void {
  const factors = program.command('factors').description('second factors that users have enrolled');
  factors
    .command('list')
    .description('print them: provider, user, kind, when enrolled, recovery codes left')
    .requiredOption('--config <file>', 'the configuration of the gateway')
    .option('--user <name>', 'of this user')
    .addHelpText('after', '\nExample:\n  sallyport factors list --config gateway.yaml\n')
    .action(({ config, user }: { config: string; user?: string }) =>
      withState(config, async (state) => {
        for (const each of await enrolledOf(state, user)) print(await lineOf(state, each));
      }),
    );
  factors
    .command('remove')
    .description(
      'take away a user’s second factors and recovery codes: the next time one is asked for, they enrol another',
    )
    .requiredOption('--config <file>', 'the configuration of the gateway')
    .requiredOption('--user <name>', 'whose')
    .option('--provider <id>', 'of this identity provider alone')
    .addHelpText(
      'after',
      '\nWhat an open session has shown already holds there until its time is over; `sallyport session revoke` ends it.\n\nExample:\n  sallyport factors remove --config gateway.yaml --user alice\n',
    )
    .action(({ config, user, provider }: { config: string; user: string; provider?: string }) =>
      withState(config, async (state) => {
        const chosen = (await enrolledOf(state, user)).filter(
          (each) => provider === undefined || each.provider === provider,
        );
        for (const each of chosen) {
          const line = await lineOf(state, each);
          await state.factors.remove(each.user, each.kind);
          await state.recovery.remove(each.user);
          state.append(removed(each));
          print(`removed ${line}`);
        }
        if (chosen.length > 0) return;
        process.stderr.write('no second factor was removed\n');
        process.exitCode = 1;
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
  const { stateDirectory } = loaded.config;
  const [file, keyFile] = [join(stateDirectory, 'sessions.sqlite'), join(stateDirectory, 'factors.key')];
  if (!existsSync(file) || !existsSync(keyFile)) {
    process.stderr.write(
      `There are no second factors in ${stateDirectory} yet: no gateway has run with this configuration.\n`,
    );
    process.exitCode = 1;
    return;
  }
  const records = openSqliteRecordStore(file, Date.now);
  const log = openSqliteActivityLog(join(stateDirectory, 'activity.sqlite'), (error) =>
    process.stderr.write(`${String(error)}\n`),
  );
  const key = openKeyFile(keyFile);
  try {
    await run({
      factors: createFactorStore(records, key, Date.now),
      recovery: createRecoveryCodes(records, key),
      append: (row) => log.append(row),
    });
  } finally {
    log.close();
    await records.close();
  }
}

async function enrolledOf({ factors }: State, user: string | undefined): Promise<readonly Enrolled[]> {
  return (await factors.all()).filter(({ userName }) => user === undefined || userName === user);
}

async function lineOf({ recovery }: State, { provider, userName, kind, enrolledAt, user }: Enrolled): Promise<string> {
  const left = await recovery.left(user);
  return [provider, userName, kind, new Date(enrolledAt).toISOString(), String(left)].map(shown).join('\t');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function removed({ userName, kind }: Enrolled): Activity {
  return commandRow('factors remove', { type: 'factor-removed', user: userName, object: { name: kind } });
}
