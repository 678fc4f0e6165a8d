import type { Command } from 'commander';
import { loadPolicies } from '../../config/load-policies.ts';
import { printFaults } from '../check.ts';

/** `sallyport policy check FILE...`: are the policy files sound by themselves? */
export function addCheck(policy: Command): void {
  policy
    .command('check')
    .description('check policy files; says everything that is wrong at once')
    .argument('<files...>', 'policy files (YAML or JSON)')
    .option('--json', 'print the result as one JSON document')
    .addHelpText('after', '\nExamples:\n  sallyport policy check policies.yaml\n')
    .action((files: readonly string[], options: { json?: boolean }) => {
      const loaded = files.map((file) => ({ file, result: loadPolicies(file) }));
      const faults = loaded.flatMap(({ result }) => (result.ok ? [] : result.faults));
      const ok = faults.length === 0;
      if (options.json) process.stdout.write(`${JSON.stringify({ ok, faults })}\n`);
      else if (!ok) printFaults(faults);
      else
        for (const { file, result } of loaded)
          process.stdout.write(
            `${file}: ${result.ok ? result.policies.length + (result.routing?.policies.length ?? 0) : 0} policies, no faults\n`,
          );
      process.exitCode = ok ? 0 : 1;
    });
}
