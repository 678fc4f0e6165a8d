import { COLUMNS, type Exporter } from './contract.ts';

/** What fits a terminal: title of a column -> its width. */
const WIDTHS: ReadonlyMap<string, number> = new Map([
  ['time', 24],
  ['activity', 14],
  ['outcome', 9],
  ['enforced by', 11],
  ['user', 22],
  ['app', 12],
  ['object', 34],
  ['device', 12],
  ['ip', 15],
]);
const SHOWN = COLUMNS.filter(([title]) => WIDTHS.has(title));

/** Control characters could rewrite the terminal, so they are shown as dots. */
function fitted(title: string, text: string): string {
  const width = WIDTHS.get(title) ?? 0;
  const safe = text.replace(/[\0-\x1f\x7f-\x9f]/g, '.');
  return safe.length > width ? `${safe.slice(0, width - 1)}…` : safe.padEnd(width);
}

export const table: Exporter = {
  head: `${SHOWN.map(([title]) => fitted(title, title))
    .join('  ')
    .trimEnd()}\n`,
  line: (row) =>
    `${SHOWN.map(([title, value]) => fitted(title, value(row)))
      .join('  ')
      .trimEnd()}\n`,
};
