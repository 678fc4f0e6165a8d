import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HeaderList } from '../../../../src/model/headers.ts';
import { requestSite, sameSite } from '../../../../src/proxy/cookies/site.ts';
import { createHostMap } from '../../../../src/rewrite/host-map.ts';

const hosts = createHostMap({
  suffix: 'mcas.localhost',
  port: 8443,
  form: 'dotted',
  origins: [
    'https://wiki.corp.test',
    'http://plain.corp.test',
    'https://mail.partner.test',
    'https://static.corp.test',
  ],
});
const WIKI = { scheme: 'https', host: 'wiki.corp.test', port: 443 } as const;
const at = (host: string): string => `https://${host}.mcas.localhost:8443`;
const NAVIGATION: HeaderList = [
  ['sec-fetch-mode', 'navigate'],
  ['sec-fetch-dest', 'document'],
];
const FRAME: HeaderList = [
  ['sec-fetch-mode', 'navigate'],
  ['sec-fetch-dest', 'iframe'],
];
const claims = (claimed: string): HeaderList => [['sec-fetch-site', claimed]];

describe('sites by the real hosts', () => {
  test('registrable domains', () => {
    assert.equal(sameSite('a.corp.test', 'b.corp.test'), true);
    assert.equal(sameSite('a.corp.test', 'a.partner.test'), false);
    assert.equal(sameSite('a.co.uk', 'b.co.uk'), false);
    assert.equal(sameSite('10.0.0.1', '10.0.0.2'), false);
    assert.equal(sameSite('a.github.io', 'b.github.io'), false);
  });

  const partner: HeaderList = [['origin', at('mail.partner.test')]];
  const sibling: HeaderList = [['origin', at('static.corp.test')]];
  const cases: readonly (readonly [string, string, HeaderList, string, boolean])[] = [
    ['typed into the address bar', 'GET', [...claims('none'), ...NAVIGATION], 'strict', true],
    ['the page itself', 'POST', claims('same-origin'), 'strict', true],
    ['a sibling host of the same site', 'POST', [...claims('same-site'), ...sibling], 'strict', true],
    ['another app, by script', 'GET', [...claims('same-site'), ...partner], 'none', false],
    ['another app, by a link', 'GET', [...claims('same-site'), ...partner, ...NAVIGATION], 'lax', true],
    ['another app, by a form', 'POST', [...claims('same-site'), ...partner, ...NAVIGATION], 'none', true],
    ['another app, in a frame', 'GET', [...claims('same-site'), ...partner, ...FRAME], 'none', false],
    ['another app that sends no Referer', 'GET', claims('same-site'), 'none', false],
    ['another app that sends no Referer, by a link', 'GET', [...claims('same-site'), ...NAVIGATION], 'lax', true],
    [
      'a sandboxed frame',
      'GET',
      [...claims('cross-site'), ['origin', 'null'], ['referer', `${at('wiki.corp.test')}/`]],
      'none',
      false,
    ],
    [
      'the same host without TLS',
      'GET',
      [...claims('same-site'), ['origin', at('http--plain.corp.test')]],
      'none',
      false,
    ],
    ['an unknown host of the suffix', 'GET', [...claims('same-site'), ['origin', at('x.corp.test')]], 'none', false],
    ['a page outside', 'GET', [...claims('cross-site'), ['origin', 'https://evil.example']], 'none', false],
    [
      'a page outside on the same real site',
      'GET',
      [...claims('cross-site'), ['referer', 'https://portal.corp.test/']],
      'strict',
      true,
    ],
    [
      'a page outside that looks like it',
      'GET',
      [...claims('cross-site'), ['referer', 'https://portal.corp.test@evil.example/']],
      'none',
      false,
    ],
    ['an old browser’s own page', 'POST', [['origin', at('wiki.corp.test')]], 'strict', true],
    ['an old browser, from another app', 'GET', [['referer', `${at('mail.partner.test')}/x`]], 'none', false],
    ['a program that says nothing', 'GET', [], 'lax', true],
    ['a program that posts and says nothing', 'POST', [], 'none', true],
  ];
  for (const [name, method, headers, sends, stores] of cases)
    test(name, () => {
      const site = requestSite(method, headers, hosts, WIKI);
      assert.deepEqual({ sends: site.sends, stores: site.stores }, { sends, stores });
    });

  test('the site at the top of the tab, where the request tells', () => {
    const top = (headers: HeaderList): string | undefined => requestSite('GET', headers, hosts, WIKI).top;
    assert.equal(top([...claims('same-site'), ...partner, ...FRAME]), 'https://partner.test');
    assert.equal(top([...claims('same-site'), ...partner, ...NAVIGATION]), 'https://corp.test');
    assert.equal(top(claims('same-origin')), undefined);
  });
});
