import { escapeHtml } from '../escape.ts';

/** A text of the tables with `{places}` to be filled. */
export type Template = string;

const PLACE = /\{(\w+)\}/g;

/** The text with its places filled, as plain text. A place nobody fills stays empty. */
export function fill(template: Template, values: Readonly<Record<string, string>> = {}): string {
  return template.replace(PLACE, (_, name: string) => values[name] ?? '');
}

/** The same as markup: the text is escaped here, `markup` is trusted. */
export function fillMarkup(template: Template, markup: Readonly<Record<string, string>> = {}): string {
  return escapeHtml(template).replace(PLACE, (_, name: string) => markup[name] ?? '');
}
