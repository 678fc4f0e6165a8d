import type { ActivityProfile } from '../catalog/profile.ts';
import { PROFILES } from '../catalog/profiles.ts';

const BETWEEN = /(<!-- profiles -->\n)[\s\S]*?(<!-- \/profiles -->)/;

/** docs/apps.md with the tables of the profiles that there are. */
export function withProfileTables(document: string): string {
  return document.replace(
    BETWEEN,
    (_whole, begin: string, end: string) => `${begin}${PROFILES.map(table).join('\n')}${end}`,
  );
}

function table({ id, name, rules }: ActivityProfile): string {
  const lines = new Map(
    rules.toReversed().map(({ id: rule, activity, about }) => [`${activity} ${about}`, { rule, activity, about }]),
  );
  const rows = [...lines.values()]
    .reverse()
    .toSorted((a, b) => a.activity.localeCompare(b.activity, 'en'))
    .map(({ rule, activity, about }) => `| \`${rule}\` | \`${activity}\` | ${about} |`);
  return `### \`${id}\`: ${name}\n\n| rule | activity | recognises |\n|---|---|---|\n${rows.join('\n')}\n`;
}
