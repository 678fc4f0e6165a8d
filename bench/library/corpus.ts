import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export type Kind = 'html' | 'css' | 'js';

/** Hosts of the corpus that count as hosts of the app, so that there is something to rewrite. */
export const ORIGINS = ['https://cdn.jsdelivr.net', 'https://adminlte.io', 'https://app.corp.test'];

const require = createRequire(new URL('../package.json', import.meta.url));
const folder = (name: string): string => dirname(require.resolve(`${name}/package.json`));

const FILES: Readonly<Record<Kind, () => string[]>> = {
  html: () =>
    globSync(join(folder('admin-lte'), 'dist/**/*.html'))
      .sort()
      .filter((_, index) => index % 2 === 0),
  css: () => globSync(join(folder('admin-lte'), 'dist/css/adminlte{,.min}.css')).sort(),
  js: () => [
    join(folder('jquery'), 'dist/jquery.js'),
    join(folder('jquery'), 'dist/jquery.min.js'),
    join(folder('lodash'), 'lodash.js'),
    join(folder('lodash'), 'lodash.min.js'),
    join(folder('react-dom'), 'cjs/react-dom-client.development.js'),
    join(folder('react-dom'), 'cjs/react-dom-client.production.js'),
    join(folder('echarts'), 'dist/echarts.min.js'),
  ],
};

/** A style sheet that names many hosts: those of packages name few. */
function sprites(): Buffer {
  const rule = (at: number): string =>
    `.icon-${at}::before { content: "\\e${at.toString(16)}"; background: url(https://cdn.jsdelivr.net/sprites/${at}.png) no-repeat ${at}px 0; }\n`;
  return Buffer.from(Array.from({ length: 800 }, (_, at) => rule(at)).join(''));
}

/** The documents of one kind, as bytes. */
export function corpus(kind: Kind): Buffer[] {
  const files = FILES[kind]();
  if (files.length === 0) throw new Error(`the corpus of ${kind} is empty`);
  return [...files.map((file) => readFileSync(file)), ...(kind === 'css' ? [sprites()] : [])];
}
