import { ACTIONS } from '../model/policy-match.ts';
import { CONDITIONS } from '../policy/conditions/conditions.ts';
import type { Form, Forms } from '../policy/conditions/contract.ts';
import { CONTROLS, ENFORCEABLE } from '../policy/controls.ts';
import { REASONS } from '../policy/reasons.ts';

/** How each form is written, in a few words. */
const WRITTEN: Readonly<Record<keyof Forms, string>> = {
  texts: 'one text or a list',
  globs: 'patterns with `*` and `?`, one or a list',
  words: 'words or phrases, one or a list',
  ranges: 'addresses or CIDR ranges, one or a list',
  countries: 'two letters, one or a list',
  bytes: '`{ over: 10 MB }`, `{ under: 1 KiB }` or both',
  versions: '`{ chrome: 140, safari: "17.4", ios: 17 }`',
  windows: '`{ days: [mon, fri], from: "08:00", to: "18:00", zone: Europe/Berlin }`, one or a list',
  content: 'a mapping, see [what is in a file](policies.md#what-is-in-a-file)',
  rate: '`{ activity: download, over: 20, within: 10m }`',
};

function written(form: Form): string {
  return typeof form === 'string' ? WRITTEN[form as keyof Forms] : form.map((word) => `\`${word}\``).join(', ');
}

function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** docs/policy-reference.md: everything there is a table for. */
export function policyReference(): string {
  const actions = ACTIONS.filter((action) => action !== 'allow');
  return `# Policy reference

Generated from the tables that the gateway works with. [Policies](policies.md) explains them; every key of the file is in
[the configuration reference](configuration.md#a-policy-file), and editors complete and check it with [the schema](schema/policies.json).

## Controls

${table(
  ['control', 'about', 'activities'],
  Object.entries(CONTROLS).map(([name, { about, activities }]) => [
    `\`${name}\``,
    about,
    activities === 'named' ? '`activities` of the policy' : activities.map((each) => `\`${each}\``).join(', '),
  ]),
)}

## Actions

From the mildest to the strictest: ${ACTIONS.map((action) => `\`${action}\``).join(', ')}. What each activity can be put under:

${table(
  ['activity', ...actions.map((action) => `\`${action}\``)],
  Object.entries(ENFORCEABLE).map(([activity, able]) => [
    `\`${activity}\``,
    ...actions.map((action) => ((able as readonly string[]).includes(action) ? 'yes' : '')),
  ]),
)}

## Conditions

${table(
  ['key', 'written as', 'tests', 'unknown when'],
  Object.entries(CONDITIONS).map(([name, { form, about, unknown }]) => [`\`${name}\``, written(form), about, unknown]),
)}

## Reasons

The log keeps them for every policy that matched. The list is closed.

${table(
  ['reason', 'meaning'],
  Object.entries(REASONS).map(([reason, meaning]) => [`\`${reason}\``, meaning]),
)}
`;
}
