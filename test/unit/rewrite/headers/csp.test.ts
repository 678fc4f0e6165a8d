import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HostForm, Origin } from '../../../../src/model/host-map.ts';
import { rewriteCsp } from '../../../../src/rewrite/headers/csp.ts';
import { plainPolicy } from '../../../../src/rewrite/headers/plain-policy.ts';
import { createHostMap, parseOrigin } from '../../../../src/rewrite/host-map.ts';
import { fc } from '../../../support/properties.ts';

const ORIGINS = [
  'https://wiki.corp.test',
  'https://static.corp.test',
  'https://api.corp.test:9443',
  'http://legacy.corp.test:8080',
];
const GATEWAY = 'https://wiki.corp.test.mcas.localhost:8443/.well-known/sallyport/';
const STATIC = 'static.corp.test.mcas.localhost:8443';
const LEGACY = 'legacy.corp.test.http-8080.mcas.localhost:8443';

function translate(policy: string, page = 'https://wiki.corp.test', form: HostForm = 'dotted', port = 8443): string {
  const hosts = createHostMap({ suffix: 'mcas.localhost', port, form, origins: ORIGINS });
  return rewriteCsp(policy, { hosts, origin: parseOrigin(page) as Origin, nonce: 'N' });
}

test('what a changed text has for a digest is let in where its own one is, and nowhere else', () => {
  const hosts = createHostMap({ suffix: 'mcas.localhost', port: 8443, form: 'dotted', origins: ORIGINS });
  const digests = new Map([['sha256-a+b=', 'sha256-c=']]);
  const context = { hosts, origin: parseOrigin('https://wiki.corp.test')!, nonce: 'N', digests };
  const policy = "style-src 'self'; script-src-attr 'unsafe-hashes' 'SHA256-a-b=' 'sha256-x='; img-src 'none'";
  const held = rewriteCsp(policy, context);
  assert.equal(
    held,
    "style-src 'self'; script-src-attr 'unsafe-hashes' 'SHA256-a-b=' 'sHA256-c=' 'sha256-x='; img-src 'none'",
  );
  assert.equal(plainPolicy(held, hosts), policy);
  assert.equal(
    rewriteCsp("style-src-attr 'none', style-src-attr 'sha256-c='", context),
    "style-src-attr 'none', style-src-attr 'sha256-c='",
  );
});

test('a path of another host is named behind the grant as well, where modules come from', () => {
  const hosts = createHostMap({ suffix: 'mcas.localhost', port: 8443, form: 'dotted', origins: ORIGINS });
  const context = { hosts, origin: parseOrigin('https://wiki.corp.test')!, nonce: 'N', moduleGrant: 'module.x' };
  const policy =
    "script-src 'nonce-a' https://static.corp.test/js/ static.corp.test wiki.corp.test/js/ https://cdn.test/x/; img-src static.corp.test/i/";
  const held = rewriteCsp(policy, context);
  assert.equal(
    held,
    `script-src 'nonce-a' https://${STATIC}/js/ https://${STATIC}/sallyport-as=module.x/js/ ${STATIC} wiki.corp.test.mcas.localhost:8443/js/ https://cdn.test/x/ 'nonce-N'; img-src ${STATIC}/i/`,
  );
  assert.equal(plainPolicy(held.replace("'nonce-N'", ''), hosts).replace(/ ;/, ';'), policy);
});

test("the name of the gateway's own trusted types is not quoted", () => {
  const hosts = createHostMap({ suffix: 'mcas.localhost', port: 8443, form: 'dotted', origins: ORIGINS });
  for (const policy of ['trusted-types a b', "img-src *; trusted-types 'none'", "trusted-types 'allow-duplicates'"]) {
    assert.notEqual(translate(policy), policy);
    assert.equal(plainPolicy(translate(policy), hosts), policy);
  }
});

describe('hosts', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['img-src static.corp.test', `img-src ${STATIC}`],
    ['img-src https://STATIC.corp.test:443/i/', `img-src https://${STATIC}/i/`],
    ['img-src static.corp.test/a.png', `img-src ${STATIC}/a.png`],
    ['img-src elsewhere.test *.elsewhere.test data: blob:', 'img-src elsewhere.test *.elsewhere.test data: blob:'],
    ['img-src *.corp.test', 'img-src *.corp.test *.corp.test.mcas.localhost:8443'],
    ['img-src *.test', 'img-src *.test *.test.mcas.localhost:8443'],
    ['img-src *.corp.test:8080', 'img-src *.corp.test:8080'],
    ['img-src *', 'img-src *'],
    ['img-src https:', 'img-src https:'],
    ['img-src https://*', 'img-src https://* https://*.mcas.localhost:8443'],
    ['img-src http://legacy.corp.test:8080', `img-src https://${LEGACY}`],
    ['img-src legacy.corp.test:8080', 'img-src legacy.corp.test:8080'],
    ['img-src http://static.corp.test', `img-src http://static.corp.test https://${STATIC}`],
    ['img-src api.corp.test', 'img-src api.corp.test'],
    ['img-src api.corp.test:9443', 'img-src api.corp.test.https-9443.mcas.localhost:8443'],
    ['img-src api.corp.test:*', 'img-src api.corp.test:* api.corp.test.https-9443.mcas.localhost:8443'],
    [
      'img-src http://*.corp.test:*',
      'img-src http://*.corp.test:* https://*.corp.test.mcas.localhost:8443 https://*.corp.test.https-9443.mcas.localhost:8443 https://*.corp.test.http-8080.mcas.localhost:8443',
    ],
    ['frame-ancestors https://static.corp.test', `frame-ancestors https://${STATIC}`],
    ['form-action static.corp.test', `form-action ${STATIC}`],
    ['report-uri https://static.corp.test/r /r', `report-uri https://${STATIC}/r /r`],
    ['report-to g', 'report-to g'],
    ['sandbox allow-scripts', 'sandbox allow-scripts'],
    ['upgrade-insecure-requests', 'upgrade-insecure-requests'],
    ["require-trusted-types-for 'script'", "require-trusted-types-for 'script'"],
  ];
  for (const [policy, expected] of cases) test(policy, () => assert.equal(translate(policy), expected));

  test('a source without scheme on a page over http covers http', () => {
    assert.equal(translate('img-src legacy.corp.test:8080', 'http://legacy.corp.test:8080'), `img-src ${LEGACY}`);
  });

  test('one label cannot hold a wildcard, so what it covers is listed', () => {
    assert.equal(
      translate('img-src *.corp.test', undefined, 'label'),
      'img-src *.corp.test wiki-corp-test.mcas.localhost:8443 static-corp-test.mcas.localhost:8443',
    );
  });

  test('a socket source stays one', () => {
    assert.equal(
      translate("connect-src 'self' wss://static.corp.test ws://legacy.corp.test:8080"),
      `connect-src 'self' wss://${STATIC} wss://${LEGACY}`,
    );
  });
});

describe('the page runtime is admitted', () => {
  const cases: readonly (readonly [string, string])[] = [
    ["script-src 'self'", "script-src 'self' 'nonce-N'"],
    ["script-src 'none'", "script-src 'nonce-N'"],
    ['script-src', "script-src 'nonce-N'"],
    ["script-src 'nonce-a' 'strict-dynamic'", "script-src 'nonce-a' 'strict-dynamic' 'nonce-N'"],
    ["script-src 'sha256-abc='", "script-src 'sha256-abc=' 'nonce-N'"],
    ["script-src 'unsafe-inline' 'nonce-a'", "script-src 'unsafe-inline' 'nonce-a' 'nonce-N'"],
    ["script-src 'unsafe-inline'", `script-src 'unsafe-inline' ${GATEWAY}`],
    ["script-src 'self' 'UNSAFE-inline'", "script-src 'self' 'UNSAFE-inline'"],
    ["script-src * 'unsafe-inline'", "script-src * 'unsafe-inline'"],
    ["script-src wiki.corp.test 'unsafe-inline'", "script-src wiki.corp.test.mcas.localhost:8443 'unsafe-inline'"],
    [
      "script-src wiki.corp.test/js/ 'unsafe-inline'",
      `script-src wiki.corp.test.mcas.localhost:8443/js/ 'unsafe-inline' ${GATEWAY}`,
    ],
    ["script-src 'self'; script-src-elem static.corp.test", `script-src 'self'; script-src-elem ${STATIC} 'nonce-N'`],
    ["default-src 'self'", "default-src 'self'; script-src 'self' 'nonce-N'"],
    ["default-src 'none'; img-src *;", `default-src 'none'; img-src *; script-src 'nonce-N'; connect-src ${GATEWAY}`],
    ["default-src https: 'unsafe-inline'", "default-src https: 'unsafe-inline'"],
    ["script-src 'self'; script-src 'none'", "script-src 'self' 'nonce-N'; script-src 'none'"],
    ["Script-Src 'self'", "Script-Src 'self' 'nonce-N'"],
    ["connect-src 'none'", `connect-src ${GATEWAY}`],
    ['connect-src static.corp.test', `connect-src ${STATIC} ${GATEWAY}`],
    ["connect-src 'self'", "connect-src 'self'"],
    ['trusted-types a b', 'trusted-types a b sallyport'],
    ["trusted-types 'none'", 'trusted-types sallyport'],
    ['trusted-types *', 'trusted-types *'],
    ["script-src 'self', connect-src 'none'", `script-src 'self' 'nonce-N', connect-src ${GATEWAY}`],
    ["style-src 'unsafe-inline'", "style-src 'unsafe-inline'"],
  ];
  for (const [policy, expected] of cases) test(policy, () => assert.equal(translate(policy), expected));

  test('on port 443 a source without a port admits the page', () => {
    const policy = "script-src wiki.corp.test 'unsafe-inline'; connect-src wiki.corp.test";
    assert.equal(
      translate(policy, undefined, 'dotted', 443),
      "script-src wiki.corp.test.mcas.localhost 'unsafe-inline'; connect-src wiki.corp.test.mcas.localhost",
    );
  });
});

describe('laws', () => {
  const value = fc.constantFrom(
    "'self'",
    "'none'",
    "'unsafe-inline'",
    "'unsafe-eval'",
    "'nonce-x'",
    "'strict-dynamic'",
    'https:',
    '*',
    'static.corp.test',
    '*.corp.test',
    'http://legacy.corp.test:8080',
    'elsewhere.test',
    '\t',
    '',
  );
  const name = fc.constantFrom(
    'default-src',
    'script-src',
    'script-src-elem',
    'connect-src',
    'img-src',
    'trusted-types',
    'sandbox',
    'x',
    'IMG-SRC',
  );
  const directive = fc
    .tuple(name, fc.array(value, { maxLength: 4 }))
    .map(([each, values]) => [each, ...values].join(' '));
  const policy = fc.oneof(
    fc.array(directive, { maxLength: 5 }).map((all) => all.join(';')),
    fc.string(),
  );
  const inlineIsOn = (text: string): boolean => {
    const sources = text.toLowerCase().split(/\s+/);
    return (
      sources.includes("'unsafe-inline'") && !sources.some((each) => /^'(nonce-|sha\d+-|strict-dynamic)/.test(each))
    );
  };
  const evalIsOn = (text: string): boolean => text.toLowerCase().split(/\s+/).includes("'unsafe-eval'");
  const read = (text: string): Map<string, string> => {
    const directives = new Map<string, string>();
    for (const part of text.split(';')) {
      const [, each, rest] = /^\s*(\S+)(.*)$/s.exec(part) ?? [];
      if (each !== undefined && !directives.has(each.toLowerCase())) directives.set(each.toLowerCase(), rest ?? '');
    }
    return directives;
  };

  test('CL-09: total; no directive is lost; inline script and eval stay as allowed or refused as they were', () => {
    fc.assert(
      fc.property(policy, (text) => {
        if (text.includes(',')) return void translate(text);
        const before = read(text);
        const after = read(translate(text));
        for (const key of before.keys()) assert.ok(after.has(key), key);
        for (const key of ['script-src', 'script-src-elem', 'default-src'])
          if (before.has(key)) {
            assert.equal(inlineIsOn(after.get(key) ?? ''), inlineIsOn(before.get(key) ?? ''), key);
            assert.equal(evalIsOn(after.get(key) ?? ''), evalIsOn(before.get(key) ?? ''), key);
          }
        const added = [...after.keys()].filter((key) => !before.has(key));
        assert.ok(added.every((key) => before.has('default-src') && /^(script|connect)-src$/.test(key)));
      }),
      { numRuns: 2000 },
    );
  });

  test('translating twice changes nothing but a second nonce', () => {
    fc.assert(
      fc.property(policy, (text) => {
        const once = translate(text);
        const without = (each: string): string => each.replaceAll(" 'nonce-N'", '');
        const hostsTwice = (each: string): boolean => /\*\.corp\.test|https?:\/\/\*/.test(each);
        if (!hostsTwice(text)) assert.equal(without(translate(once)), without(once));
      }),
      { numRuns: 1000 },
    );
  });
});

test('the viewer is let into frames and objects of a page that has some, and its policy is told as it was', () => {
  const hosts = createHostMap({ suffix: 'mcas.localhost', port: 8443, form: 'dotted', origins: ORIGINS });
  const viewer = 'https://login.mcas.localhost:8443/.well-known/sallyport/';
  const context = { hosts, origin: parseOrigin('https://wiki.corp.test')!, nonce: 'N', viewer };
  for (const [policy, held] of [
    ["frame-src 'self'; object-src 'none'", `frame-src 'self' ${viewer}; object-src 'none'`],
    ["object-src 'self'", `object-src 'self' ${viewer}`],
    ["child-src 'self'", `child-src 'self'; frame-src 'self' ${viewer}`],
    ["frame-src 'none'; object-src", "frame-src 'none'; object-src"],
    ['frame-src https:; object-src *', 'frame-src https:; object-src *'],
    ["img-src 'self'", "img-src 'self'"],
  ] as const) {
    assert.equal(rewriteCsp(policy, context), held);
    if (!policy.startsWith('child-src')) assert.equal(plainPolicy(held, hosts), policy);
  }
  assert.equal(translate("frame-src 'self'"), "frame-src 'self'");
});
