import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';

const DIRECTORY = join(import.meta.dirname, '../policy-templates');

/** Name -> text of every template. The first line is a comment that says what it is for. */
export function policyTemplates(): ReadonlyMap<string, string> {
  const files = readdirSync(DIRECTORY).toSorted();
  return new Map(files.map((file) => [file.replace(/\.yaml$/, ''), readFileSync(join(DIRECTORY, file), 'utf8')]));
}

/** `sallyport policy templates [NAME]`: lists the templates, or prints one as a policy file. */
export function addTemplates(policy: Command): void {
  policy
    .command('templates')
    .description('list policy templates, or print one')
    .argument('[name]', 'which one to print')
    .addHelpText(
      'after',
      '\nExamples:\n  sallyport policy templates\n  sallyport policy templates read-only > policies.yaml\n',
    )
    .action((name: string | undefined) => {
      const templates = policyTemplates();
      if (name === undefined) {
        const width = Math.max(...[...templates.keys()].map((each) => each.length));
        for (const [each, text] of templates)
          process.stdout.write(`${each.padEnd(width)}  ${text.split('\n', 1)[0]?.replace(/^# */, '')}\n`);
        return;
      }
      const text = templates.get(name);
      if (text === undefined) {
        process.stderr.write(`There is no template ${name}. There are ${[...templates.keys()].join(', ')}.\n`);
        process.exitCode = 1;
      } else process.stdout.write(text);
    });
}
