import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createGrantUrl } from '../../../../src/rewrite/grant-url.ts';
import { checkedLinks, type LinkContext, rewriteLink } from '../../../../src/rewrite/headers/link.ts';
import { createHostMap } from '../../../../src/rewrite/host-map.ts';

const hosts = createHostMap({
  suffix: 'mcas.localhost',
  port: 8443,
  form: 'dotted',
  origins: ['https://wiki.corp.test', 'https://static.corp.test', 'https://crm.other.test'],
});
const WIKI = 'https://wiki.corp.test.mcas.localhost:8443';
const STATIC = 'https://static.corp.test.mcas.localhost:8443';
const map = (url: string): string => hosts.toSuffix(url);

/** Vouches for `sha256-GOOD` alone. */
const context: LinkContext = {
  digests: ({ digests, separator }) => (digests === 'sha256-GOOD' ? `${digests}${separator}sha256-CHANGED` : undefined),
  grant: createGrantUrl({
    hosts,
    origins: ['https://wiki.corp.test', 'https://static.corp.test'],
    own: 'https://wiki.corp.test',
    relative: false,
    grants: { font: 'F', image: 'I', media: 'V', module: 'M' },
  }),
  own: (url) => url.startsWith(WIKI),
};
const BOTH = '"sha256-GOOD\t \tsha256-CHANGED"';

describe('links that announce a file by its digest', () => {
  for (const [from, to] of [
    ['</a.js>; rel=preload; as=script; integrity=sha256-GOOD', `</a.js>; rel=preload; as=script; integrity=${BOTH}`],
    [
      '</a.css>;REL="x Preload";AS=style;INTEGRITY="sha256-GOOD"',
      `</a.css>;REL="x Preload";AS=style;INTEGRITY=${BOTH}`,
    ],
    ['</m.js>; rel=modulepreload; integrity=sha256-GOOD', `</m.js>; rel=modulepreload; integrity=${BOTH}`],
    ['</a.js>; rel=preload; as=script; integrity=sha256-BAD', undefined],
    [
      '</b.js>; rel=preload; as=script; integrity=sha256-BAD, </a.js>; rel=preload; as=script',
      '</a.js>; rel=preload; as=script',
    ],
    // What a page loads by this, where a browser does so, has to be checked, not left out.
    ['</s.css>; rel=stylesheet; integrity=sha256-BAD', '</s.css>; rel=stylesheet; integrity=sha256-BAD'],
    ['</s.css>; rel=stylesheet; integrity=sha256-GOOD', `</s.css>; rel=stylesheet; integrity=${BOTH}`],
    // Neither a target nor a title says how a file is loaded.
    ['</a.js?;rel=preload;as=image>; title="; rel=preload"; rel=preload; as=script; integrity=sha256-BAD', undefined],
    // Hosts of nobody, and what is not changed on its way.
    [
      '<https://elsewhere.test/d.js>; rel=preload; as=script; integrity=sha256-BAD',
      '<https://elsewhere.test/d.js>; rel=preload; as=script; integrity=sha256-BAD',
    ],
    ['</i.png>; rel=preload; as=image; integrity=sha256-BAD', '</i.png>; rel=preload; as=image; integrity=sha256-BAD'],
  ] as const)
    test(from, () => assert.equal(rewriteLink(from, map, context), to));

  test('the files to look into', () => {
    const field =
      '</a.js>; rel=preload; as=script; integrity="a b", <https://elsewhere.test/x.js>; rel=preload; as=script; integrity=c, </i.png>; rel=preload; as=image; integrity=d';
    assert.deepEqual(checkedLinks(field, map), [{ url: '/a.js', digests: 'a b', loads: 'script', separator: '\t \t' }]);
  });
});

describe('links to a sibling host are asked for as the page asks', () => {
  const sibling = 'https://static.corp.test';
  for (const [from, to] of [
    [
      `<${sibling}/a.js>; rel=preload; as=script; crossorigin`,
      `<${STATIC}/a.js>; rel=preload; as=script; crossorigin=USE-credentials`,
    ],
    [
      `<${sibling}/a.js>; rel=preload; as=script; crossorigin="anonymous"; x=y`,
      `<${STATIC}/a.js>; rel=preload; as=script; crossorigin="use-CREDENTIALS"; x=y`,
    ],
    [`<${sibling}/a.js>; rel=preload; as=script`, `<${STATIC}/a.js>; rel=preload; as=script`],
    [
      `<${sibling}/m.js>; rel=modulepreload`,
      `<${STATIC}/sallyport-as=M/m.js>; rel=modulepreload; crossorigin=USE-CREDENTIALS`,
    ],
    [
      `<${sibling}/f.woff2>; rel=preload; as=font; crossorigin`,
      `<${STATIC}/f.woff2?sallyport-as=F>; rel=preload; as=font; crossorigin`,
    ],
    [
      `<${sibling}/d.json>; rel=preload; as=fetch; crossorigin=`,
      `<${STATIC}/d.json?sallyport-as=same-origin>; rel=preload; as=fetch; crossorigin=USE-credentials`,
    ],
    // Grants are for the app's own hosts alone.
    [
      '<https://crm.other.test/f.woff2>; rel=preload; as=font; crossorigin',
      '<https://crm.other.test.mcas.localhost:8443/f.woff2>; rel=preload; as=font; crossorigin',
    ],
    ['<https://wiki.corp.test/m.js>; rel=modulepreload', `<${WIKI}/m.js>; rel=modulepreload`],
    [`<${sibling}/>; rel=next; crossorigin`, `<${STATIC}/>; rel=next; crossorigin`],
  ] as const)
    test(from, () => assert.equal(rewriteLink(from, map, context), to));
});

test('a hostile Link with a context costs no more than its length', () => {
  for (const text of [
    'a'.repeat(200_000),
    '"\\'.repeat(100_000),
    '<'.repeat(200_000),
    'a="'.repeat(60_000),
    'a '.repeat(100_000),
    'a=\t'.repeat(60_000),
  ])
    assert.equal(rewriteLink(text, map, context), text);
});
