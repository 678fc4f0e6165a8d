import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { caseFileSchema, type PolicyCase } from '../../config/facts-schema.ts';
import { readYaml } from '../../config/read-yaml.ts';
import { compilePolicies, type PolicySet } from '../../policy/compile.ts';
import { explain } from '../../policy/explain.ts';
import { printFaults } from '../check.ts';
import { explanationText } from './explanation-text.ts';
import { type PolicySourceOptions, readPolicySource } from './policy-source.ts';

/** `sallyport policy test FILE`: runs written cases against policies. Exit code 1 when one fails. */
export function addTest(policy: Command): void {
  policy
    .command('test')
    .description('run cases against policies')
    .argument('<file>', 'the cases (YAML)')
    .option('--policies <file>', 'a policy file, instead of the one the cases name')
    .option('--config <file>', 'the configuration of a gateway')
    .addHelpText('after', '\nExamples:\n  sallyport policy test policies.cases.yaml\n')
    .action(async (file: string, options: PolicySourceOptions) => {
      const read = readYaml(file, caseFileSchema);
      if (!read.ok) {
        printFaults(read.faults);
        process.exitCode = 1;
        return;
      }
      const named = read.value.policies && resolve(dirname(file), read.value.policies);
      const chosen = options.policies ?? (options.config === undefined ? named : undefined);
      const source = await readPolicySource({ ...options, ...(chosen ? { policies: chosen } : {}) });
      if (!source.ok) {
        printFaults(source.faults);
        process.exitCode = 1;
        return;
      }
      const set = compilePolicies(source.written.policies, source.written.routing);
      const failed = read.value.cases.filter((each) => !holds(set, each)).length;
      process.stdout.write(`${read.value.cases.length} cases, ${failed} failed\n`);
      process.exitCode = failed === 0 ? 0 : 1;
    });
}

function holds(set: PolicySet, { name, facts, expect }: PolicyCase): boolean {
  const explanation = explain(set, facts);
  const { action, matches, route } = explanation.decision;
  const matched = matches.map(({ policyId }) => policyId).toSorted();
  const wanted = expect.policies?.toSorted();
  const routed = expect.route === undefined || expect.route === (route?.outcome ?? 'custom');
  const good = routed && action === expect.action && (wanted === undefined || wanted.join() === matched.join());
  process.stdout.write(`${good ? 'ok  ' : 'FAIL'} ${name}\n`);
  if (!good) {
    const by = wanted === undefined ? '' : ` by ${wanted.join(', ') || 'no policy'}`;
    process.stdout.write(
      `     expected ${expect.action}${by}${expect.route === undefined ? '' : `, routed ${expect.route}`}\n`,
    );
    process.stdout.write(explanationText(explanation, facts).replace(/^(?=.)/gm, '     '));
  }
  return good;
}
