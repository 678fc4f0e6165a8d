import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createHostMap } from '../../../src/rewrite/host-map.ts';
import { isOfLink, markOf, unmark } from '../../../src/rewrite/mark.ts';
import { linkToSuffix, securedUrl } from '../../../src/rewrite/secured-url.ts';
import { fc } from '../../support/properties.ts';

const { toSuffix, toOrigin } = createHostMap({
  suffix: 'mcas.localhost',
  port: 8443,
  form: 'dotted',
  origins: ['https://wiki.corp.test', 'https://both.corp.test', 'http://both.corp.test', 'https://odd.corp.test:9443'],
});
const link = (url: string): string => linkToSuffix(url, toSuffix);
/** As the page runtime reads it. */
const read = (url: string): string => unmark(toOrigin(url));

describe('links to http on a host with https alone', () => {
  test('they lead inside, marked, and are read as they were written', () => {
    for (const [written, inside] of [
      ['http://wiki.corp.test/x?y#z', 'https://wiki.corp.test.mcas.localhost:8443/sallyport-as=http/x?y#z'],
      ['http://wiki.corp.test', 'https://wiki.corp.test.mcas.localhost:8443/sallyport-as=http.bare/'],
      ['http://wiki.corp.test?y', 'https://wiki.corp.test.mcas.localhost:8443/sallyport-as=http.bare/?y'],
      ['HTTP://Wiki.corp.test/x', 'HTTPs://Wiki.corp.test.mcas.localhost:8443/sallyport-as=http/x'],
      [' http:\\\\wiki.corp.test\\x', ' https:\\\\wiki.corp.test.mcas.localhost:8443/sallyport-as=http\\x'],
    ] as const) {
      assert.equal(link(written), inside);
      assert.equal(read(inside), written);
      assert.ok(isOfLink(markOf(inside)) || inside.includes('\\'), inside);
    }
  });

  test('nothing else is one', () => {
    for (const url of [
      'http://wiki.corp.test:8080/',
      'http://odd.corp.test/',
      'http://elsewhere.test/',
      'ws://wiki.corp.test/',
      '//elsewhere.test/',
      '/x',
      '',
    ]) {
      assert.equal(link(url), url);
      assert.equal(securedUrl(url, toSuffix), undefined);
    }
    assert.equal(link('http://both.corp.test/x'), 'https://both.corp.test.http-80.mcas.localhost:8443/x');
    assert.equal(link('https://wiki.corp.test/x'), 'https://wiki.corp.test.mcas.localhost:8443/x');
  });

  test('any path comes back, in markup too', () => {
    fc.assert(
      fc.property(fc.webPath(), fc.webQueryParameters(), (path, query) => {
        const written = `http://wiki.corp.test${path}?${query}`;
        assert.equal(read(link(written)), written);
        const markup = `<a href="${written.replaceAll('&', '&amp;')}">`;
        const inside = `<a href="${link(written).replaceAll('&', '&amp;')}">`;
        assert.equal(unmark(inside).replaceAll('.mcas.localhost:8443', ''), markup);
      }),
    );
  });
});
