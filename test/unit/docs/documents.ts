import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../../..');

/** Path from the root -> text of every document people read. */
export function documents(): ReadonlyMap<string, string> {
  const paths = globSync(['README.md', 'docs/**/*.md', 'bench/*.md', 'docker/*.md'], {
    cwd: ROOT,
    exclude: (path) => path.includes('node_modules'),
  });
  return new Map(paths.sort().map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));
}

/** The text without fenced and inline code. */
export function prose(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
}

/** Anchors a document offers, as GitHub makes them: lower case, punctuation dropped, spaces as hyphens. */
export function anchors(markdown: string): ReadonlySet<string> {
  const headings = markdown.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6} +(.+?) *$/gm);
  return new Set(
    [...headings].map(([, text]) =>
      text!
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  );
}
