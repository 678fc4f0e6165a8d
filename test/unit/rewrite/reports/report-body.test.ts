import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rewriteCsp } from '../../../../src/rewrite/headers/csp.ts';
import { gatewayNonce } from '../../../../src/rewrite/headers/csp-admission.ts';
import { createHostMap, parseOrigin } from '../../../../src/rewrite/host-map.ts';
import { isReport, rewriteReport } from '../../../../src/rewrite/reports/report-body.ts';
import { fc } from '../../../support/properties.ts';

const hosts = createHostMap({
  suffix: 'gw.test',
  port: 8443,
  form: 'dotted',
  origins: ['https://wiki.corp.test', 'https://cdn.corp.test'],
});
const WIKI = 'https://wiki.corp.test.gw.test:8443';
const POLICY = "default-src 'self'; script-src 'self' https://cdn.corp.test 'nonce-own'; report-uri /r";
const held = rewriteCsp(POLICY, { hosts, origin: parseOrigin('https://wiki.corp.test')!, nonce: gatewayNonce('abc') });

test('an old report comes to the app as from its own page', () => {
  const report = {
    'csp-report': {
      'document-uri': `${WIKI}/page?next=${encodeURIComponent(WIKI)}`,
      referrer: '',
      'blocked-uri': 'https://cdn.corp.test.gw.test:8443/x.js',
      'original-policy': held,
      'source-file': `${WIKI}/.well-known/sallyport/runtime.js`,
      'line-number': 3,
      disposition: 'enforce',
    },
  };
  const rewritten = rewriteReport(JSON.stringify(report), hosts)!;
  assert.ok(!rewritten.includes('gw.test') && !rewritten.includes('sallyport'), rewritten);
  const body = JSON.parse(rewritten)['csp-report'];
  assert.equal(
    body['document-uri'],
    `https://wiki.corp.test/page?next=${encodeURIComponent('https://wiki.corp.test')}`,
  );
  assert.equal(body['blocked-uri'], 'https://cdn.corp.test/x.js');
  assert.ok(body['original-policy'].startsWith(POLICY), body['original-policy']);
  assert.deepEqual(Object.keys(body), ['document-uri', 'referrer', 'blocked-uri', 'original-policy', 'disposition']);
});

test('of a batch what is about the gateway alone is left out; nothing left means nothing sent', () => {
  const own = {
    type: 'csp-violation',
    url: `${WIKI}/`,
    body: { blockedURL: `${WIKI}/.well-known/sallyport/runtime.js` },
  };
  const real = { type: 'csp-violation', url: `${WIKI}/`, body: { blockedURL: 'inline', sample: 'x' } };
  assert.deepEqual(JSON.parse(rewriteReport(JSON.stringify([own, real]), hosts)!), [
    { type: 'csp-violation', url: 'https://wiki.corp.test/', body: { blockedURL: 'inline', sample: 'x' } },
  ]);
  assert.equal(rewriteReport(JSON.stringify([own, own]), hosts), undefined);
  assert.equal(
    rewriteReport(JSON.stringify({ 'csp-report': { 'blocked-uri': own.body.blockedURL } }), hosts),
    undefined,
  );
  assert.equal(rewriteReport('[]', hosts), '[]');
});

test('what was blocked is named as the page asked for it, and code as its author wrote it', () => {
  const body = {
    blockedURL: 'https://cdn.corp.test.gw.test:8443/data?a=1&sallyport-as=same-origin',
    sourceFile: `${WIKI}/page`,
    lineNumber: 3,
    sample: "eval(__sallyport.code('1'/*__sallyport*/",
    originalPolicy: `connect-src https://wiki.corp.test.gw.test:8443/.well-known/sallyport/; script-src 'none'; img-src 'self'`,
  };
  const [told] = JSON.parse(rewriteReport(JSON.stringify([{ type: 'csp-violation', body }]), hosts)!);
  assert.deepEqual(told.body, {
    blockedURL: 'https://cdn.corp.test/data?a=1',
    sourceFile: 'https://wiki.corp.test/page',
    lineNumber: 3,
    sample: "eval('1'",
    originalPolicy: "connect-src 'none'; script-src 'none'; img-src 'self'",
  });
});

test('a place in no file is one in the runtime, which the browser has left out', () => {
  const report = { type: 'csp-violation', body: { blockedURL: 'eval', lineNumber: 5, columnNumber: 9, sample: 'x' } };
  assert.deepEqual(JSON.parse(rewriteReport(JSON.stringify([report]), hosts)!)[0].body, {
    blockedURL: 'eval',
    sample: 'x',
  });
  const own = JSON.stringify([{ type: 'own', lineNumber: 5, body: { inner: { lineNumber: 7 } } }]);
  assert.equal(rewriteReport(own, hosts), own);
});

test('any text is taken, and no suffix host of the table gets out', () => {
  const url = fc.constantFrom(WIKI, `${WIKI}/a`, 'https://cdn.corp.test.gw.test:8443', 'x');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.array(url).map((list) => JSON.stringify(list)),
      ),
      (text) => {
        assert.ok(!rewriteReport(text, hosts)?.includes('corp.test.gw.test'));
      },
    ),
  );
});

test('only what browsers report by themselves is one', () => {
  for (const type of ['application/csp-report', 'application/reports+json; charset=utf-8', ' APPLICATION/CSP-REPORT'])
    assert.ok(isReport(type), type);
  for (const type of [undefined, 'application/json', 'application/csp-reports', 'text/plain; x=application/csp-report'])
    assert.ok(!isReport(type), type ?? 'none');
});
