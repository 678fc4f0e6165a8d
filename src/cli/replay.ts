import { globSync, statSync } from 'node:fs';
import { type Command, CommanderError } from 'commander';
import type { Asker } from '../config/asker-schema.ts';
import { askerSchema } from '../config/asker-schema.ts';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { loadConfig } from '../config/load-config.ts';
import { readYaml } from '../config/read-yaml.ts';
import { createBaselineWriter, readBaseline } from '../replay/compare/baseline.ts';
import { ASPECTS, type Aspect } from '../replay/compare/observation.ts';
import type { Comparison, ReplayParts } from '../replay/compare/run-replay.ts';
import { HarFault } from '../replay/har/har-fault.ts';
import { SKIPPED } from '../replay/har/recorded-exchange.ts';
import { openTraffic, type Traffic } from '../replay/har/traffic.ts';
import { differenceText, shown } from '../replay/report/difference-text.ts';
import { createJunitWriter, FAILS } from '../replay/report/junit.ts';
import { ANYBODY } from '../replay/run/asker.ts';
import { printFaults } from './check.ts';

interface ReplayOptions {
  readonly config: string;
  readonly against?: string;
  readonly writeBaseline?: string;
  readonly junit?: string;
  readonly as: readonly string[];
  readonly compare?: string;
  readonly verbose?: boolean;
}

/** Exit codes. */
const [SAME, DIFFERS, BAD_INPUT] = [0, 1, 2];
/** Bytes; files above it are long enough that one wants to see how far it is. */
const LONG = 8 * 1024 * 1024;

/** What is wrong with what was asked for. */
class InputFault extends Error {}

/** `sallyport replay`: recorded traffic against a configuration, and what of it differs. */
export function registerReplay(program: Command): void {
  const list = (value: string, before: readonly string[]): readonly string[] => [...before, value];
  program
    .command('replay')
    .description('run recorded traffic through the gateway’s pipeline, and say what differs from before')
    .argument('<recordings...>', 'HAR files')
    .requiredOption('--config <file>', 'the configuration (YAML)')
    .option('--against <file>', 'a baseline that --write-baseline wrote, or another configuration (YAML)')
    .option('--write-baseline <file>', 'write what happens, for later runs')
    .option('--junit <file>', 'write the result as JUnit XML')
    .option('--as <file>', 'who asks, and on what device (YAML); may be given several times', list, [])
    .option('--compare <aspects>', `of ${ASPECTS.join(', ')}: those to compare, with commas`)
    .option('--verbose', 'print the decisions on every exchange')
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing differs, 1 something differs, 2 the input cannot be used.\n' +
        '\nExamples:\n  sallyport replay traffic/*.har --config gateway.yaml --write-baseline traffic/baseline.json\n' +
        '  sallyport replay traffic/*.har --config gateway.yaml --against traffic/baseline.json --junit out.xml\n' +
        '  sallyport replay traffic/*.har --config next.yaml --against gateway.yaml --as bob.yaml --compare decisions\n',
    )
    .exitOverride((error) => process.exit(error.exitCode === 0 ? SAME : BAD_INPUT))
    .action(async (recordings: string[], options: ReplayOptions) => {
      try {
        process.exitCode = await replay(recordings, options);
      } catch (error) {
        if (!isInputFault(error)) throw error;
        if (error.message !== '') process.stderr.write(`${shown(error.message)}\n`);
        process.exitCode = BAD_INPUT;
      }
    });
}

function isInputFault(error: unknown): error is Error {
  if (error instanceof InputFault || error instanceof HarFault || error instanceof CommanderError) return true;
  // A file that cannot be opened or written is named in the message.
  return error instanceof Error && 'path' in error && 'syscall' in error;
}

async function replay(recordings: readonly string[], options: ReplayOptions): Promise<number> {
  const files = filesOf(recordings);
  const config = await configOf(options.config);
  const askers = askersOf(options.as);
  const aspects = aspectsOf(options.compare);
  const against = await againstOf(options.against);
  const traffic = await openTraffic(files);
  try {
    return await run({ traffic, config, askers, aspects, against, progress: createProgress(traffic) }, options);
  } finally {
    await traffic.close();
  }
}

async function run(parts: ReplayParts, options: ReplayOptions): Promise<number> {
  const junit = options.junit === undefined ? undefined : createJunitWriter(options.junit);
  const baseline = options.writeBaseline === undefined ? undefined : createBaselineWriter(options.writeBaseline);
  const counts: Record<Comparison['result'], number> = { same: 0, differs: 0, new: 0, missing: 0, skipped: 0 };
  const skipped = new Map<string, number>();
  // The whole gateway: loaded once what was given can be used.
  const { runReplay } = await import('../replay/compare/run-replay.ts');
  for await (const comparison of runReplay(parts)) {
    counts[comparison.result]++;
    if (comparison.skipped !== undefined)
      skipped.set(SKIPPED[comparison.skipped], (skipped.get(SKIPPED[comparison.skipped]) ?? 0) + 1);
    if (comparison.observation) await baseline?.add(comparison.observation);
    await junit?.add(comparison);
    if (FAILS.has(comparison.result)) process.stdout.write(differenceText(comparison));
    else if (options.verbose && comparison.observation) process.stdout.write(decisionText(comparison));
  }
  await baseline?.end();
  await junit?.end();
  for (const [why, count] of skipped) process.stderr.write(`${count} passed over: ${why}\n`);
  const { same, differs, new: added, missing } = counts;
  const total = same + differs + added;
  if (total === 0) throw new InputFault('No recorded exchange belongs to an app of the configuration.');
  process.stdout.write(
    parts.against
      ? `${total} exchanges: ${same} alike, ${differs} differ, ${added} new, ${missing} missing\n`
      : `${total} exchanges replayed\n`,
  );
  return differs + added + missing > 0 ? DIFFERS! : SAME!;
}

function decisionText({ key, observation }: Comparison): string {
  const { outcome = [], decisions = [] } = observation?.seen ?? {};
  return [shown(`${key}: ${outcome.join()}`), ...decisions.map((line) => `    ${shown(line)}`)].join('\n').concat('\n');
}

/** Shells that know no patterns hand them on. */
function filesOf(recordings: readonly string[]): readonly string[] {
  return recordings.flatMap((each) => {
    const found = /[*?[]/.test(each) ? globSync(each).toSorted() : [each];
    if (found.length === 0) throw new InputFault(`${each} names no file.`);
    for (const file of found) if (!statSync(file).isFile()) throw new InputFault(`${file} is no file.`);
    return found;
  });
}

async function configOf(file: string): Promise<GatewayConfig> {
  const loaded = await loadConfig(file);
  if (loaded.ok) return loaded.config;
  printFaults(loaded.faults);
  throw new InputFault();
}

function askersOf(files: readonly string[]): readonly Asker[] {
  if (files.length === 0) return [ANYBODY];
  const askers = files.map((file) => {
    const read = readYaml(file, askerSchema);
    if (read.ok) return read.value;
    printFaults(read.faults);
    throw new InputFault();
  });
  const double = askers.find(({ user }, index) => askers.findIndex((other) => other.user === user) < index);
  if (double) throw new InputFault(`${double.user} is given twice: who asks is told apart by the name of the user.`);
  return askers;
}

function aspectsOf(written: string | undefined): readonly Aspect[] {
  if (written === undefined) return ASPECTS;
  return written.split(',').map((each) => {
    const aspect = ASPECTS.find((known) => known === each.trim());
    if (!aspect) throw new InputFault(`--compare ${each}: must be of ${ASPECTS.join(', ')}`);
    return aspect;
  });
}

async function againstOf(file: string | undefined): Promise<ReplayParts['against']> {
  if (file === undefined) return undefined;
  return /\.ya?ml$/i.test(file) ? { config: await configOf(file) } : { baseline: await readBaseline(file) };
}

/** A line for each tenth of long recordings. */
function createProgress({ size }: Traffic): ReplayParts['progress'] {
  let [whose, tenth] = ['', 0];
  return ({ user }, read) => {
    if (user !== whose) [whose, tenth] = [user, 0];
    const now = Math.floor((read / size) * 10);
    if (size < LONG || now <= tenth) return;
    tenth = now;
    process.stderr.write(`${shown(user)}: ${now * 10} % of ${Math.round(size / 1024 / 1024)} MB\n`);
  };
}
