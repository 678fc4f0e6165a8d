import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rewriteLocation } from '../../../../src/rewrite/headers/location.ts';
import { createHostMap } from '../../../../src/rewrite/host-map.ts';

const hosts = createHostMap({
  suffix: 'mcas.localhost',
  port: 8443,
  form: 'dotted',
  origins: ['https://wiki.corp.test', 'https://both.corp.test', 'http://both.corp.test', 'https://odd.corp.test:9443'],
});
const url = 'https://wiki.corp.test/a?b';
const lead = (value: string): string => rewriteLocation(value, { hosts, url });

describe('where a redirect leads', () => {
  const cases: Readonly<Record<string, string>> = {
    'https://wiki.corp.test/x': 'https://wiki.corp.test.mcas.localhost:8443/x',
    'http://wiki.corp.test/x?y#z': 'https://wiki.corp.test.mcas.localhost:8443/x?y#z',
    'http://wiki.corp.test:80/x': 'https://wiki.corp.test.mcas.localhost:8443/x',
    'http://wiki.corp.test:/x': 'https://wiki.corp.test.mcas.localhost:8443/x',
    'HTTP://WIKI.corp.test/x': 'HTTPs://WIKI.corp.test.mcas.localhost:8443/x',
    ' http:\\\\wiki.corp.test/x': ' https:\\\\wiki.corp.test.mcas.localhost:8443/x',
    'http://wiki.corp.test': 'https://wiki.corp.test.mcas.localhost:8443',
    'http://both.corp.test/x': 'https://both.corp.test.http-80.mcas.localhost:8443/x',
    'http://wiki.corp.test/a?c': 'https://wiki.corp.test.mcas.localhost:8443/a?c',
  };
  for (const [value, expected] of Object.entries(cases)) test(value, () => assert.equal(lead(value), expected));

  const left = [
    'http://wiki.corp.test:8080/x',
    'http://wiki.corp.test:443/x',
    'http://odd.corp.test/x',
    'http://elsewhere.test/x',
    'ws://wiki.corp.test/x',
    '/x',
    'x?http://wiki.corp.test/',
    '',
  ];
  for (const value of left) test(`${value} stays as it is`, () => assert.equal(lead(value), value));

  test('what would come round for ever stays as it is', () => {
    for (const value of ['http://wiki.corp.test/a?b', 'http://Wiki.corp.test:80/a?b#c'])
      assert.equal(lead(value), value);
    const root = { hosts, url: 'https://wiki.corp.test/' };
    assert.equal(rewriteLocation('http://wiki.corp.test', root), 'http://wiki.corp.test');
  });
});
