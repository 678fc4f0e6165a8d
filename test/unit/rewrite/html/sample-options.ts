import type { Splice } from '../../../../src/model/rewriter.ts';
import { createHostMap } from '../../../../src/rewrite/host-map.ts';
import type { HtmlOptions } from '../../../../src/rewrite/html/contract.ts';
import { mark, markPath } from '../../../../src/rewrite/mark.ts';

const hosts = createHostMap({
  suffix: 'gw.test',
  port: 8443,
  form: 'dotted',
  origins: ['https://wiki.corp.test', 'https://cdn.corp.test', 'http://old.corp.test'],
});

export const toSuffix = (url: string): string => hosts.toSuffix(url);
export const toOrigin = (url: string): string => hosts.toOrigin(url);

/** Stands for the script rewriter: `location` becomes `at(location)`, and what is after the goal shows which it was. */
export function markLocation(source: string, goal: string): readonly Splice[] {
  return [...source.matchAll(/\blocation\b/g)].map(({ index }) => ({
    start: index,
    end: index + 8,
    text: `${goal}("location")`,
  }));
}

/** A page in UTF-8 with everything that a rewriter may be given. */
export const SAMPLE: HtmlOptions = {
  url: toSuffix,
  grant: (url, destination) =>
    /^(?:https:)?\/\/cdn\.corp\.test\.gw\.test/.test(url)
      ? (destination === 'module' ? markPath : mark)(url, destination)
      : url,
  head: '<script src="/runtime.js"></script>',
  script: markLocation,
  decode: (bytes) => {
    const text = Buffer.from(bytes, 'latin1').toString('utf8');
    return text.includes('\uFFFD') ? undefined : text;
  },
  encode: (text) => Buffer.from(text, 'utf8').toString('latin1'),
  cspMeta: (content) => `${content}; script-src 'nonce-x'`,
};

/** Nothing to change anywhere. */
export const IDENTITY: HtmlOptions = {
  ...SAMPLE,
  url: (url) => url,
  grant: (url) => url,
  head: '',
  script: () => [],
  cspMeta: (content) => content,
};
