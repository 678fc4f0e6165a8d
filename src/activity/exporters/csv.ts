import { COLUMNS, type Exporter } from './contract.ts';

/** RFC 4180. A cell that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection). */
function cell(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

export const csv: Exporter = {
  head: `${COLUMNS.map(([title]) => cell(title)).join(',')}\r\n`,
  line: (row) => `${COLUMNS.map(([, value]) => cell(value(row))).join(',')}\r\n`,
};
