import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { openSqliteActivityLog } from '../../activity/sqlite-activity-log.ts';
import { factsSchema } from '../../config/facts-schema.ts';
import { readYaml } from '../../config/read-yaml.ts';
import type { Facts } from '../../model/decision.ts';
import { compilePolicies } from '../../policy/compile.ts';
import { explain } from '../../policy/explain.ts';
import { createNetworkTable } from '../../policy/networks.ts';
import { printFaults } from '../check.ts';
import { explanationText } from './explanation-text.ts';
import { type PolicySourceOptions, readPolicySource } from './policy-source.ts';

interface ExplainOptions extends PolicySourceOptions {
  readonly facts?: string;
  readonly exchange?: string;
  readonly json?: boolean;
}

/** `sallyport policy explain`: why the policies decide as they do, of written facts or of an exchange in the log. */
export function addExplain(policy: Command): void {
  policy
    .command('explain')
    .description('say which policies match, which do not, and why')
    .option('--policies <file>', 'a policy file')
    .option('--config <file>', 'the configuration of a gateway: its policies, and its activity log')
    .option('--facts <file>', 'facts to decide on (YAML)')
    .option('--exchange <id>', 'an exchange of the activity log, by the reference the user saw')
    .option('--json', 'print one JSON document a decision')
    .addHelpText(
      'after',
      '\nExamples:\n  sallyport policy explain --policies policies.yaml --facts bob.yaml\n  sallyport policy explain --config gateway.yaml --exchange 3q2-7wAAAAAAAAAAAAAAAA\n  sallyport policy explain --config gateway.yaml --policies next.yaml --exchange 3q2-7wAAAAAAAAAAAAAAAA   # what would it be?\n',
    )
    .action(async (options: ExplainOptions) => {
      const fail = (message: string): void => {
        process.stderr.write(`${message}\n`);
        process.exitCode = 1;
      };
      const source = await readPolicySource(options);
      if (!source.ok) {
        printFaults(source.faults);
        process.exitCode = 1;
        return;
      }
      const found: Facts[] = [];
      if (options.facts !== undefined) {
        const read = readYaml(options.facts, factsSchema);
        if (!read.ok) {
          printFaults(read.faults);
          process.exitCode = 1;
          return;
        }
        found.push(withNetworks(read.value, source.config && createNetworkTable(source.config.networks)));
      } else if (options.exchange !== undefined && source.config) {
        found.push(...loggedFacts(join(source.config.stateDirectory, 'activity.sqlite'), options.exchange));
        if (found.length === 0) return fail(`The activity log has no decision on ${options.exchange}.`);
      } else return fail('Say on what: --facts FILE, or --exchange ID with --config FILE.');
      const set = compilePolicies(source.written.policies, source.written.routing);
      for (const facts of found) {
        const explanation = explain(set, facts);
        process.stdout.write(
          options.json ? `${JSON.stringify({ facts, ...explanation })}\n` : explanationText(explanation, facts),
        );
      }
    });
}

/** Networks are looked up as the gateway does it, unless they are written. */
function withNetworks(facts: Facts, networksOf: ((ip: string) => readonly string[] | undefined) | undefined): Facts {
  if (facts.networks !== undefined || facts.ip === undefined || !networksOf) return facts;
  return { ...facts, networks: networksOf(facts.ip) };
}

/** What was decided on in an exchange; JSON leaves out what was unknown, and so it is unknown again. */
function loggedFacts(file: string, exchangeId: string): readonly Facts[] {
  if (!existsSync(file)) return [];
  const log = openSqliteActivityLog(file, (error) => process.stderr.write(`${String(error)}\n`));
  try {
    return [...log.query({ exchange: exchangeId })].flatMap(({ facts }) => (facts ? [facts] : []));
  } finally {
    log.close();
  }
}
