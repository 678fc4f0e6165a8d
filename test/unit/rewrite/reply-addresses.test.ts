import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createHostMap } from '../../../src/rewrite/host-map.ts';
import { waysBack } from '../../../src/rewrite/ways-back.ts';
import { fc } from '../../support/properties.ts';

const AUTHORIZE = 'https://id.own.test/authorize';
const URLS = ['https://wiki.corp.test/', 'https://wiki.corp.test/cb?a=1'];
const table = {
  suffix: 'mcas.test',
  port: 443,
  form: 'dotted' as const,
  origins: ['https://wiki.corp.test'],
};
const plain = createHostMap(table);
const endpoints = [AUTHORIZE, 'https://id.own.test/token'];
const hosts = createHostMap({ ...table, replies: { endpoints, ways: waysBack(URLS, plain.toSuffix) } });
const back = (url: string, name = 'redirect_uri'): string => `${AUTHORIZE}?x=%20&${name}=${encodeURIComponent(url)}#f`;

describe('ways back that a request to a provider names', () => {
  test('a registered one is exchanged, and read back as it was', () => {
    for (const [real, suffixed] of [
      ['https://wiki.corp.test/', 'https://wiki.corp.test.mcas.test/'],
      ['https://wiki.corp.test/cb?a=1', 'https://wiki.corp.test.mcas.test/cb?a=1'],
    ] as const)
      for (const name of ['redirect_uri', 'post_logout_redirect_uri']) {
        assert.equal(hosts.toSuffix(back(real, name)), back(suffixed, name));
        assert.equal(hosts.toOrigin(back(suffixed, name)), back(real, name));
      }
  });

  test('any other one, any other parameter and any other address stay', () => {
    for (const url of [
      back('https://wiki.corp.test/other'),
      back('https://evil.test/'),
      back('https://wiki.corp.test/', 'state'),
      back('https://wiki.corp.test/').replace('/authorize', '/authorize/x'),
      back('https://wiki.corp.test/').replace('id.own.test', 'id.evil.test'),
      `${AUTHORIZE}?redirect_uri=%E0%A4%A`,
      `${AUTHORIZE}#?redirect_uri=${encodeURIComponent('https://wiki.corp.test/')}`,
      AUTHORIZE,
    ])
      assert.equal(hosts.toSuffix(url), url);
  });

  test('so is one in another spelling', () => {
    for (const spelled of ['https://wiki.corp.test/', 'https%3a%2f%2fwiki.corp.test%2f']) {
      const url = `${AUTHORIZE}?redirect_uri=${spelled}&state=1`;
      assert.equal(hosts.toSuffix(url), url.replace('wiki.corp.test', 'wiki.corp.test.mcas.test'));
      assert.equal(hosts.toOrigin(hosts.toSuffix(url)), url);
    }
  });

  test('a form to the token endpoint names the same one', () => {
    const form = 'grant_type=authorization_code&redirect_uri=https%3A%2F%2Fwiki.corp.test%2F&code=a%2Bb';
    assert.equal(
      hosts.toSuffix(`https://id.own.test/token?${form}`),
      `https://id.own.test/token?${form.replace('wiki.corp.test', 'wiki.corp.test.mcas.test')}`,
    );
  });

  test('without such a provider nothing changes, and with one nothing but the way back', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string(), (url, more) => {
        for (const each of [url, more, `https://wiki.corp.test/${more}`, `${AUTHORIZE}?${encodeURIComponent(more)}`]) {
          assert.equal(hosts.toSuffix(each), plain.toSuffix(each));
          assert.equal(hosts.toOrigin(hosts.toSuffix(each)), each);
        }
      }),
      { numRuns: 300 },
    );
  });
});
