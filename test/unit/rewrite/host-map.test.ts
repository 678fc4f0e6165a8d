import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type HostForm, type HostTable, type Origin, serializeOrigin } from '../../../src/model/host-map.ts';
import { createHostMap, parseOrigin, unmappable } from '../../../src/rewrite/host-map.ts';
import { fc } from '../../support/properties.ts';

const ORIGINS = [
  'https://wiki.corp.test',
  'http://wiki.corp.test',
  'http://legacy.corp.test:8080',
  'https://my-app.corp.test:8443',
  'https://a.http-8080',
  'http://10.0.0.5',
  'http://[::1]:9000',
  'https://[2001:db8::ff]',
  'https://xn--bcher-kva.test',
];
const tableOf = (over: Partial<HostTable> = {}): HostTable => ({
  suffix: 'mcas.localhost',
  port: 8443,
  form: 'dotted',
  origins: ORIGINS,
  ...over,
});
const dotted = createHostMap(tableOf());
const label = createHostMap(tableOf({ form: 'label' }));
const plain = createHostMap(tableOf({ port: 443 }));

describe('origin to suffix, dotted', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['https://wiki.corp.test/a?b#c', 'https://wiki.corp.test.mcas.localhost:8443/a?b#c'],
    ['https://wiki.corp.test', 'https://wiki.corp.test.mcas.localhost:8443'],
    ['HTTPS://Wiki.CORP.test/A', 'HTTPS://Wiki.CORP.test.mcas.localhost:8443/A'],
    ['//wiki.corp.test/x', '//wiki.corp.test.mcas.localhost:8443/x'],
    ['//legacy.corp.test:8080/x', '//legacy.corp.test.http-8080.mcas.localhost:8443/x'],
    ['http://wiki.corp.test/', 'https://wiki.corp.test.http-80.mcas.localhost:8443/'],
    ['http://legacy.corp.test:8080/', 'https://legacy.corp.test.http-8080.mcas.localhost:8443/'],
    ['ws://legacy.corp.test:8080/s', 'wss://legacy.corp.test.http-8080.mcas.localhost:8443/s'],
    ['wss://wiki.corp.test/s', 'wss://wiki.corp.test.mcas.localhost:8443/s'],
    ['https://my-app.corp.test:8443/', 'https://my-app.corp.test.https-8443.mcas.localhost:8443/'],
    ['https://a.http-8080/', 'https://a.http-8080.https-443.mcas.localhost:8443/'],
    ['http://10.0.0.5/', 'https://10.0.0.5.http-80.mcas.localhost:8443/'],
    ['http://[::1]:9000/x', 'https://0-0-0-0-0-0-0-1.ip6.http-9000.mcas.localhost:8443/x'],
    ['https://[2001:0DB8:0::FF]/', 'https://2001-db8-0-0-0-0-0-ff.ip6.mcas.localhost:8443/'],
    ['https://user:pa@ss@wiki.corp.test/', 'https://user:pa@ss@wiki.corp.test.mcas.localhost:8443/'],
    ['  https:\\\\wiki.corp.test\\a', '  https:\\\\wiki.corp.test.mcas.localhost:8443\\a'],
    ['ht\ntps://wi\tki.corp.test/a\nb', 'ht\ntps://wi\tki.corp.test.mcas.localhost:8443/a\nb'],
    ['/\t/wiki.corp.test/', '/\t/wiki.corp.test.mcas.localhost:8443/'],
    ['https:////wiki.corp.test/', 'https:////wiki.corp.test.mcas.localhost:8443/'],
    ['https://wiki.corp.test  ', 'https://wiki.corp.test.mcas.localhost:8443  '],
    ['https://wiki.corp.test:443/', 'https://wiki.corp.test.mcas.localhost:008443/'],
    ['https://wiki%2Ecorp.%74est/', 'https://wiki%2Ecorp.%74est.mcas.localhost:8443/'],
    ['https://bücher.test/', 'https://bücher.test.mcas.localhost:8443/'],
    ['https://B\u00c3\u00bccher.test/', 'https://B\u00c3\u00bccher.test.mcas.localhost:8443/'],
    ['https://b%C3%BCcher.test/', 'https://b%C3%BCcher.test.mcas.localhost:8443/'],
    ['https://ｗｉｋｉ。corp.test/', 'https://ｗｉｋｉ。corp.test.mcas.localhost:8443/'],
  ];
  for (const [origin, suffix] of cases)
    test(JSON.stringify(origin), () => assert.equal(dotted.toSuffix(origin), suffix));

  test('port 443 is left out', () => {
    assert.equal(plain.toSuffix('https://wiki.corp.test/a'), 'https://wiki.corp.test.mcas.localhost/a');
    assert.equal(plain.toSuffix('https://wiki.corp.test:443/'), 'https://wiki.corp.test.mcas.localhost:443/');
    assert.equal(plain.toOrigin('https://wiki.corp.test.mcas.localhost/a'), 'https://wiki.corp.test/a');
  });
});

describe('what is left alone', () => {
  const untouched = [
    '',
    '/a/b',
    'a//wiki.corp.test',
    '?//wiki.corp.test',
    '#//wiki.corp.test',
    'https:wiki.corp.test/',
    'https:/wiki.corp.test/',
    'https://wiki.corp.test./',
    'https://wiki.corp.test:8444/',
    'https://wiki.corp.test:99999/',
    'https://wiki.corp.test:x/',
    'https://evil.test/https://wiki.corp.test/',
    'https://wiki.corp.test@evil.test/',
    'https://wiki.corp.test.evil.test/',
    'https://xwiki.corp.test/',
    'ftp://wiki.corp.test/',
    'javascript://wiki.corp.test/%0aalert(1)',
    'mailto:a@wiki.corp.test',
    'data:text/html,//wiki.corp.test',
    'blob:https://wiki.corp.test/1-2',
    'https://[::2]/',
    'https://[nonsense/',
    'https://%zz.corp.test/',
    'https://',
    '//',
    '\\',
  ];
  for (const url of untouched)
    test(JSON.stringify(url), () => {
      assert.equal(dotted.toSuffix(url), url);
      assert.equal(dotted.toOrigin(url), url);
    });

  test('a suffix host on another port or over http is not the gateway', () => {
    for (const url of ['https://wiki.corp.test.mcas.localhost/', 'http://wiki.corp.test.mcas.localhost:8443/'])
      assert.equal(dotted.toOrigin(url), url);
  });
});

describe('origin to suffix, one label', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['https://wiki.corp.test/', 'https://wiki-corp-test.mcas.localhost:8443/'],
    ['https://WIKI.corp%2Etest/', 'https://WIKI-corp%2Dtest.mcas.localhost:8443/'],
    ['http://legacy.corp.test:8080/', 'https://legacy-corp-test---http-8080.mcas.localhost:8443/'],
    ['https://my-app.corp.test:8443/', 'https://my--app-corp-test---https-8443.mcas.localhost:8443/'],
    ['https://a.http-8080/', 'https://a-http--8080.mcas.localhost:8443/'],
    ['http://[::1]:9000/', 'https://0-0-0-0-0-0-0-1---ip6---http-9000.mcas.localhost:8443/'],
    ['https://xn--bcher-kva.test/', 'https://p---xn----bcher--kva-test.mcas.localhost:8443/'],
  ];
  for (const [origin, suffix] of cases)
    test(JSON.stringify(origin), () => {
      assert.equal(label.toSuffix(origin), suffix);
      assert.equal(label.toOrigin(suffix), origin);
      assert.equal(new URL(suffix).port, '8443', 'a browser accepts it');
    });

  test('a host in Unicode goes to the label of its Punycode name', () => {
    assert.equal(label.toSuffix('https://bücher.test/'), label.toSuffix('https://xn--bcher-kva.test/'));
  });
});

describe('look-ups', () => {
  test('an authority names its origin whatever its letter case', () => {
    assert.deepEqual(dotted.originOf('WIKI.corp.test.MCAS.localhost:8443'), {
      scheme: 'https',
      host: 'wiki.corp.test',
      port: 443,
    });
    assert.equal(dotted.originOf('wiki.corp.test.mcas.localhost'), undefined);
    assert.equal(dotted.originOf('wiki.corp.test:443'), undefined);
    assert.equal(dotted.originOf('x@wiki.corp.test.mcas.localhost:8443'), undefined);
    assert.equal(plain.originOf('wiki.corp.test.mcas.localhost')?.host, 'wiki.corp.test');
  });

  test('every origin of the table has an authority that leads back to it', () => {
    for (const map of [dotted, label, plain])
      for (const text of ORIGINS) {
        const origin = parseOrigin(text) as Origin;
        assert.deepEqual(map.originOf(map.suffixAuthority(origin) ?? ''), origin);
      }
    assert.equal(dotted.suffixAuthority({ scheme: 'https', host: 'wiki.corp.test', port: 444 }), undefined);
  });

  test('an origin is read as a browser reads it', () => {
    assert.equal(
      serializeOrigin(parseOrigin('HTTPS://[2001:DB8:0:0:1:0:0:1]:443/') as Origin),
      'https://[2001:db8::1:0:0:1]',
    );
    assert.equal(serializeOrigin(parseOrigin('http://[::ffff:1.2.3.4]') as Origin), 'http://[::ffff:102:304]');
    for (const text of [
      'wiki.corp.test',
      'https://a/b',
      'https://a:0',
      'https://a:65536',
      'https://[::1::]',
      'ftp://a',
      'https://u@a',
      'https://1.2.3',
      'https://a.0x1',
      'https://1.2.3.256',
    ])
      assert.equal(parseOrigin(text), undefined, text);
  });
});

describe('origins that cannot be mapped', () => {
  const long = 'a'.repeat(40);
  const cases: readonly (readonly [origin: string, form: HostForm, reason: RegExp])[] = [
    ['nonsense', 'dotted', /not an origin/],
    ['https://login', 'dotted', /gateway's own/],
    ['https://device', 'label', /gateway's own/],
    [`https://${'a'.repeat(64)}.test`, 'dotted', /64 characters.*at most 63/],
    [`https://${long}.${long}`, 'label', /81 characters.*at most 63/],
    [`https://${Array(6).fill(long).join('.')}`, 'dotted', /at most 253/],
    ['https://a-.b', 'label', /hyphen/],
    ['https://a..b', 'dotted', /empty/],
    ['https://wiki.mcas.localhost', 'dotted', /under the suffix/],
    ['https://0-0-0-0-0-0-0-1.ip6', 'dotted', /IPv6/],
  ];
  for (const [origin, form, reason] of cases)
    test(`${origin} (${form})`, () => {
      const table = tableOf({ form, origins: [origin, 'https://wiki.corp.test'] });
      const faults = unmappable(table);
      assert.equal(faults.length, 1);
      assert.equal(faults[0]?.origin, origin);
      assert.match(faults[0]?.reason ?? '', reason);
      assert.equal(createHostMap(table).toSuffix(`${origin}/x`), `${origin}/x`);
    });

  test('a table without faults has none', () => {
    assert.deepEqual(unmappable(tableOf()), []);
    assert.deepEqual(unmappable(tableOf({ form: 'label' })), []);
  });
});

const forms = fc.constantFrom<HostForm>('dotted', 'label');
const hostLabel = fc.stringMatching(/^[a-z0-9_]([a-z0-9-]{0,6}[a-z0-9])?$/);
const ipv6 = fc.ipV6().map((text) => new URL(`http://[${text}]/`).hostname);
const host = fc.oneof(
  { weight: 6, arbitrary: fc.array(hostLabel, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.')) },
  fc.ipV4(),
  ipv6,
  fc.constantFrom('http-80', 'a.https-443', 'ip6', 'xn-a.test', 'p', 'a.ip6', 'x--y', '0-0-0-0-0-0-0-1.ip6'),
);
const origin = fc
  .record({
    scheme: fc.constantFrom<Origin['scheme']>('https', 'http'),
    host,
    port: fc.constantFrom(443, 80, 8080, 8443, 1),
  })
  .map(serializeOrigin)
  .filter((text) => parseOrigin(text) !== undefined);
const tables = fc.record<HostTable>({
  suffix: fc.constantFrom('mcas.localhost', 's.test'),
  port: fc.constantFrom(443, 8443),
  form: forms,
  origins: fc.array(origin, { maxLength: 8 }),
});

/** A URL of a table's origin as an author may spell it: letter case, escapes, tabs, slashes, ports, userinfo. */
const spelled = fc
  .tuple(
    tables.filter(({ origins }) => origins.length > 0),
    fc.nat(),
    fc.infiniteStream(fc.nat(11)),
    fc.string({ unit: 'binary' }),
  )
  .map(([table, index, dice, rest]) => {
    const text = table.origins[index % table.origins.length] as string;
    const { scheme, host: name, port } = parseOrigin(text) as Origin;
    const roll = (): number => dice.next().value as number;
    const char = (each: string): string => {
      const side = roll();
      if (name.startsWith('[')) return each;
      if (side === 0) return each.toUpperCase();
      if (side === 1) return `%${each.charCodeAt(0).toString(16)}`;
      return side === 2 ? `\t${each}` : side === 3 ? `\r\n${each}` : each;
    };
    const isDefault = port === (scheme === 'https' ? 443 : 80);
    const portText = isDefault
      ? (['', '', ':', `:${port}`, `:0${port}`][roll() % 5] as string)
      : `:${'0'.repeat(roll() % 3)}${port}`;
    const start = [`${scheme}:`, `${scheme.toUpperCase()}:`, '', scheme === 'https' ? 'wss:' : 'Ws:'][
      roll() % 4
    ] as string;
    const slashes = ['//', '\\/', '//', '/\\\\', '/\n/'][roll() % 5] as string;
    const user = ['', '', 'u@', 'u:p@x@'][roll() % 4] as string;
    const blank = ['', ' ', '\x01\t'][roll() % 3] as string;
    const tail = rest === '' ? '' : `${['/', '?', '#', '\\'][roll() % 4]}${rest}`;
    return { table, url: `${blank}${start}${slashes}${user}${[...name].map(char).join('')}${portText}${tail}` };
  });

describe('laws', () => {
  test('toOrigin undoes toSuffix, for every spelling of an origin', () => {
    let mapped = 0;
    fc.assert(
      fc.property(spelled, ({ table, url }) => {
        const map = createHostMap(table);
        const suffix = map.toSuffix(url);
        if (suffix !== url) mapped++;
        assert.equal(map.toOrigin(suffix), url);
      }),
      { numRuns: 3000 },
    );
    assert.ok(mapped > 1000, `only ${mapped} URLs were mapped`);
  });

  test('a browser finds the same suffix host behind every spelling', () => {
    fc.assert(
      fc.property(spelled, ({ table, url }) => {
        const map = createHostMap(table);
        const suffix = map.toSuffix(url);
        if (suffix === url) return;
        const found = new URL(suffix, 'https://elsewhere.test/');
        assert.ok(found.protocol === 'https:' || found.protocol === 'wss:');
        const behind = map.originOf(found.host);
        assert.ok(behind, found.host);
        const meant = new URL(url, behind.scheme === 'https' ? 'https://x/' : 'http://x/');
        assert.equal(meant.host, new URL(serializeOrigin(behind)).host);
      }),
      { numRuns: 2000 },
    );
  });

  test('any text: total, inverse, and nothing but a configured host is changed', () => {
    const pieces = fc.constantFrom(
      'https:',
      'http:',
      'wss:',
      '//',
      '\\',
      '/',
      '@',
      ':',
      '443',
      '8443',
      '\t',
      '\n',
      ' ',
      '[',
      ']',
      '%',
      'wiki.corp.test',
      'legacy.corp.test',
      '.',
      'bücher.test',
      '[::1]',
      '?',
      '#',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 10 })
        .map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, forms, (url, form) => {
        const map = form === 'dotted' ? dotted : plain;
        const suffix = map.toSuffix(url);
        if (suffix === url) return;
        // A port with tabs in or before it comes back without them.
        if (/[\t\n\r]:|:[\d\t\n\r]*[\t\n\r]/.test(url)) return;
        assert.equal(map.toOrigin(suffix), url);
        assert.ok(/wiki|legacy|b.{1,6}cher|\[::1\]/is.test(url.replace(/[\t\n\r]/g, '')));
      }),
      { numRuns: 3000 },
    );
  });

  test('no two origins share a suffix host', () => {
    fc.assert(
      fc.property(fc.array(origin, { minLength: 2, maxLength: 12 }), forms, (origins, form) => {
        const table = tableOf({ form, origins });
        const faults = new Set(unmappable(table).map((fault) => fault.origin));
        const kept = [...new Set(origins)].filter((text) => !faults.has(text));
        const map = createHostMap(table);
        const authorities = new Set(kept.map((text) => map.suffixAuthority(parseOrigin(text) as Origin)));
        assert.equal(authorities.size, kept.length);
        assert.ok(!authorities.has(undefined));
      }),
      { numRuns: 1000 },
    );
  });
});
