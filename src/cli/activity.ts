import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ActivityFilter, ActivityLog } from '../activity/activity-log.ts';
import { EXPORTERS, type ExportFormat } from '../activity/exporters/exporters.ts';
import { openSqliteActivityLog } from '../activity/sqlite-activity-log.ts';
import { loadConfig } from '../config/load-config.ts';
import { ACTIVITY_TYPES } from '../model/activity.ts';
import { OUTCOMES } from '../model/activity-row.ts';
import { printFaults } from './check.ts';

interface ActivityOptions extends ActivityFilter {
  readonly config: string;
  readonly format: ExportFormat;
  readonly output?: string;
}

/** Milliseconds between two looks for new rows. */
const TAIL_INTERVAL = 500;

/** `2h` before now, or a date. */
function moment(text: string): number {
  const ago = /^(\d+)(s|m|h|d)$/.exec(text);
  const units: Readonly<Record<string, number>> = { s: 1e3, m: 6e4, h: 36e5, d: 864e5 };
  const at = ago ? Date.now() - Number(ago[1]) * (units[ago[2] ?? ''] ?? 0) : Date.parse(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError('write 30m, 2h, 7d or a date such as 2026-01-31T08:00Z');
  return at;
}

function count(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('write a whole number');
  return Number(text);
}

/** `sallyport activity list|tail|export`: reads the activity log. */
export function registerActivity(program: Command): void {
  const activity = program.command('activity').description('read the activity log');
  const verb = (
    name: string,
    description: string,
    format: ExportFormat,
    run: (log: ActivityLog, options: ActivityOptions) => Promise<void>,
  ): void => {
    activity
      .command(name)
      .description(description)
      .requiredOption('--config <file>', 'the configuration of the gateway')
      .addOption(new Option('--format <format>', 'how to print').choices(Object.keys(EXPORTERS)).default(format))
      .option('--since <time>', 'from then: 2h, 7d or a date', moment)
      .option('--until <time>', 'up to then', moment)
      .option('--user <name>', 'of this user')
      .option('--app <id>', 'in this app')
      .addOption(new Option('--type <activity>', 'of this type').choices([...ACTIVITY_TYPES]))
      .addOption(new Option('--outcome <outcome>', 'that ended so').choices([...OUTCOMES]))
      .option('--ip <address>', 'from this address')
      .option('--policy <id>', 'that this policy matched')
      .option('--text <text>', 'with this text in the object’s name or URL')
      .option('--limit <n>', 'at most so many', count)
      .option('--output <file>', 'write to a file')
      .addHelpText(
        'after',
        `\nExamples:\n  sallyport activity list --config gateway.yaml --since 2h --outcome blocked\n  sallyport activity tail --config gateway.yaml --app files\n  sallyport activity export --config gateway.yaml --since 30d --format csv --output log.csv\n`,
      )
      .action(async (options: ActivityOptions) => {
        const loaded = await loadConfig(options.config);
        if (!loaded.ok) {
          printFaults(loaded.faults);
          process.exitCode = 1;
          return;
        }
        const file = join(loaded.config.stateDirectory, 'activity.sqlite');
        if (!existsSync(file)) {
          process.stderr.write(
            `There is no activity log at ${file} yet: no gateway has run with this configuration.\n`,
          );
          process.exitCode = 1;
          return;
        }
        const log = openSqliteActivityLog(file, (error) => process.stderr.write(`${String(error)}\n`));
        try {
          await run(log, options);
        } finally {
          log.close();
        }
      });
  };
  verb('list', 'print the newest activities, newest first', 'table', (log, options) =>
    write(log, { limit: 50, order: 'newest', ...options }, options),
  );
  verb('export', 'print every activity that fits, oldest first', 'jsonl', (log, options) =>
    write(log, { order: 'oldest', ...options }, options),
  );
  verb('tail', 'print activities as they happen, until Ctrl-C', 'table', tail);
}

async function write(log: ActivityLog, filter: ActivityFilter, { format, output }: ActivityOptions): Promise<void> {
  const out = output === undefined ? process.stdout : createWriteStream(output);
  const { head, line } = EXPORTERS[format];
  out.write(head);
  for (const row of log.query(filter)) if (!out.write(line(row))) await once(out, 'drain');
  if (output !== undefined) {
    out.end();
    await once(out, 'finish');
  }
}

async function tail(log: ActivityLog, options: ActivityOptions): Promise<void> {
  const { head, line } = EXPORTERS[options.format];
  process.stdout.write(head);
  let [last] = [...log.query({ order: 'newest', limit: 1 })].map(({ position }) => position);
  let running = true;
  process.once('SIGINT', () => {
    running = false;
  });
  while (running) {
    for (const row of log.query({ ...options, after: last ?? 0 })) {
      process.stdout.write(line(row));
      last = row.position;
    }
    await delay(TAIL_INTERVAL);
  }
}
