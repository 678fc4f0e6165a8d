import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { openSqliteActivityLog } from '../activity/sqlite-activity-log.ts';
import { DURATION, milliseconds } from '../config/duration.ts';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { loadConfig } from '../config/load-config.ts';
import { openSqliteRecordStore } from '../identity/sqlite-record-store.ts';
import { HarFault } from '../replay/har/har-fault.ts';
import { createHarWriter, type HarWriter } from '../replay/record/har-writer.ts';
import { putRequest, REQUEST_LIFE, removeRequest } from '../replay/record/recording-request.ts';
import { scrubRecordings } from '../replay/record/scrub-recordings.ts';
import { type SpoolEnd, spoolFile } from '../replay/record/spool.ts';
import { shown } from '../replay/report/difference-text.ts';
import { nameWords, openScrubber } from '../replay/scrub/open-scrubber.ts';
import type { HarEntry } from '../replay/scrub/scrub-exchange.ts';
import { printFaults } from './check.ts';

interface RecordOptions {
  readonly config: string;
  readonly out: string;
  readonly app: readonly string[];
  readonly user: readonly string[];
  readonly session: readonly string[];
  readonly name: readonly string[];
  readonly for?: string;
  readonly from?: readonly string[];
}

/** Milliseconds between two looks at what the gateway has recorded. */
const LOOK = 500;
/** Milliseconds a gateway has to take a recording up, and to end it. */
const PATIENCE = 30_000;
/** Sign-ins of the log that are searched for names. */
const SIGN_INS = 20_000;

/** `sallyport record`: traffic of a running gateway, or of recordings, without anything of anybody in it. */
export function registerRecord(program: Command): void {
  const list = (value: string, before: readonly string[]): readonly string[] => [...before, value];
  program
    .command('record')
    .description('record traffic of the running gateway as a HAR file that names nobody, until Ctrl-C')
    .requiredOption('--config <file>', 'the configuration of the gateway')
    .requiredOption('--out <file>', 'the recording; it must not be there yet')
    .option('--app <id>', 'of this app; may be given several times, as what follows', list, [])
    .option('--user <name>', 'of this user', list, [])
    .option('--session <id>', 'of this session, as `sessions list` prints it', list, [])
    .option('--name <text>', 'a name that may not stand in it, besides those of users', list, [])
    .option('--for <duration>', 'end by itself: 10m')
    .option('--from <files...>', 'take it from HAR files that a browser wrote, instead of a gateway')
    .addHelpText(
      'after',
      '\nExamples:\n  sallyport record --config gateway.yaml --out traffic/wiki.har --app wiki --for 10m\n  sallyport record --config gateway.yaml --out traffic/lab.har --from exported.har --name "Ada Lovelace"\n',
    )
    .action(async (options: RecordOptions) => {
      process.exitCode = await record(options).catch((error: unknown) => {
        if (!(error instanceof HarFault) && !(error instanceof Error && 'syscall' in error)) throw error;
        return failed(error.message);
      });
    });
}

function failed(message: string): number {
  process.stderr.write(`${shown(message)}\n`);
  return 1;
}

async function record(options: RecordOptions): Promise<number> {
  const loaded = await loadConfig(options.config);
  if (!loaded.ok) {
    printFaults(loaded.faults);
    return 1;
  }
  const { config } = loaded;
  const unknown = options.app.find((id) => !config.apps.some((app) => app.id === id));
  if (unknown !== undefined) return failed(`no app ${unknown}`);
  if (options.for !== undefined && !DURATION.pattern.test(options.for)) return failed(`--for ${DURATION.message}`);
  if (existsSync(options.out)) return failed(`${options.out} is there already`);
  const names = [...options.name, ...usersOf(config)];
  return options.from ? recordFrom(options.from, config, names, options) : recordLive(config, names, options);
}

async function recordFrom(
  files: readonly string[],
  config: GatewayConfig,
  names: readonly string[],
  { out, app }: RecordOptions,
): Promise<number> {
  const words = nameWords(names);
  const writer = createHarWriter(out);
  const apps = config.apps.filter(({ id }) => app.length === 0 || app.includes(id));
  const scrub = openScrubber(config, words, randomBytes(32));
  let done: Awaited<ReturnType<typeof scrubRecordings>>;
  try {
    done = await scrubRecordings(files, apps, scrub, words, writer);
    await writer.end();
  } catch (error) {
    // Half a recording looks like a whole one.
    rmSync(out, { force: true });
    throw error;
  }
  const { written, omitted, passed } = done;
  process.stdout.write(`${written} exchanges in ${out}\n`);
  if (passed > 0) process.stderr.write(`${passed} passed over: of no app, or not answered\n`);
  return told(omitted, false, written);
}

async function recordLive(config: GatewayConfig, names: readonly string[], options: RecordOptions): Promise<number> {
  const store = join(config.stateDirectory, 'sessions.sqlite');
  if (!existsSync(store)) return failed(`There is no gateway at ${config.stateDirectory} yet.`);
  const records = openSqliteRecordStore(store, Date.now);
  const id = randomBytes(16).toString('hex');
  const spool = spoolFile(config.stateDirectory, id);
  const request = { apps: options.app, users: options.user, sessions: options.session, names };
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  if (options.for !== undefined) setTimeout(() => stop.abort(), milliseconds(options.for)).unref();
  const writer = createHarWriter(options.out);
  try {
    await putRequest(records, id, request, Date.now());
    const began = Date.now();
    while (!existsSync(spool)) {
      if (Date.now() - began > PATIENCE) {
        await writer.end();
        rmSync(options.out);
        return failed(`No gateway runs with ${options.config}: nothing was recorded.`);
      }
      await pause(LOOK);
    }
    process.stderr.write('recording; Ctrl-C ends it\n');
    const renew = setInterval(() => void putRequest(records, id, request, Date.now()), REQUEST_LIFE / 3);
    const { end, written } = await follow(spool, writer, stop.signal, async () => {
      clearInterval(renew);
      await removeRequest(records, id);
    });
    clearInterval(renew);
    await writer.end();
    process.stdout.write(`${written} exchanges in ${options.out}\n`);
    if (!end) process.stderr.write('the gateway ended before the recording did\n');
    return told(end?.omitted ?? 0, end?.full ?? false, written);
  } finally {
    await removeRequest(records, id);
    rmSync(spool, { force: true });
    await records.close();
  }
}

/** Takes entries over as they come; once told to stop, until the gateway says that it was the last. */
async function follow(
  spool: string,
  writer: HarWriter,
  stop: AbortSignal,
  stopping: () => Promise<void>,
): Promise<{ end: SpoolEnd | undefined; written: number }> {
  const file = await open(spool);
  let [held, written, stoppedAt] = [Buffer.alloc(0), 0, 0];
  try {
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(256 * 1024));
      held = Buffer.concat([held, buffer.subarray(0, bytesRead)]);
      for (let line = held.indexOf('\n'); line >= 0; line = held.indexOf('\n')) {
        const entry = JSON.parse(held.subarray(0, line).toString()) as HarEntry | SpoolEnd;
        held = held.subarray(line + 1);
        if ('ended' in entry) return { end: entry as SpoolEnd, written };
        await writer.add(entry);
        written++;
      }
      if (bytesRead > 0) continue;
      if (stop.aborted && stoppedAt === 0) {
        stoppedAt = Date.now();
        await stopping();
      }
      if (stoppedAt > 0 && Date.now() - stoppedAt > PATIENCE) return { end: undefined, written };
      await pause(LOOK, undefined, stoppedAt > 0 ? {} : { signal: stop }).catch(() => {});
    }
  } finally {
    await file.close();
  }
}

function told(omitted: number, full: boolean, written: number): number {
  if (omitted > 0) process.stderr.write(`${omitted} left out: something secret was found in what was made of them\n`);
  if (full) process.stderr.write('the recording became too large: what came later is not in it\n');
  return written > 0 ? 0 : 1;
}

/** Names of users, as the log of sign-ins has them. */
function usersOf({ stateDirectory }: GatewayConfig): readonly string[] {
  const file = join(stateDirectory, 'activity.sqlite');
  if (!existsSync(file)) return [];
  const log = openSqliteActivityLog(file, (error) => process.stderr.write(`${String(error)}\n`));
  try {
    const users = new Set<string>();
    let count = 0;
    for (const { user } of log.query({ type: 'sign-in', order: 'newest' })) {
      if (user !== undefined) users.add(user);
      if (++count >= SIGN_INS) break;
    }
    return [...users];
  } finally {
    log.close();
  }
}
