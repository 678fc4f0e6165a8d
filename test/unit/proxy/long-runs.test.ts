import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownCookie } from '../../../src/identity/own-cookies.ts';
import type { Rewriter } from '../../../src/model/rewriter.ts';
import { judgePart } from '../../../src/policy/recognise/multipart-part.ts';
import { recogniseRequest } from '../../../src/policy/recognise/recognise-request.ts';
import { isUploadPiece } from '../../../src/policy/recognise/upload-pieces.ts';
import { beforeScript } from '../../../src/proxy/body/before-script.ts';
import { chooseLanguage } from '../../../src/proxy/pages/texts/choose-language.ts';
import { parseCookieHeader } from '../../../src/rewrite/cookies/parse-cookie-header.ts';
import { parseSetCookie } from '../../../src/rewrite/cookies/parse-set-cookie.ts';
import { createAttributeTests } from '../../../src/rewrite/css/attribute-tests.ts';
import { rewriteCss } from '../../../src/rewrite/css/css-rewriter.ts';
import { grantedCssUrl } from '../../../src/rewrite/css/grants.ts';
import { narrowAcceptEncoding } from '../../../src/rewrite/headers/accept-encoding.ts';
import { toOriginText } from '../../../src/rewrite/headers/origin-text.ts';
import { createHostMap } from '../../../src/rewrite/host-map.ts';
import type { HtmlOptions } from '../../../src/rewrite/html/contract.ts';
import { createHtmlRewriter } from '../../../src/rewrite/html/html-rewriter.ts';
import { createXmlRewriter } from '../../../src/rewrite/html/xml-rewriter.ts';
import { rewriteScript } from '../../../src/rewrite/js/rewrite-script.ts';
import { mapComment } from '../../../src/rewrite/source-map/map-comment.ts';
import { SAMPLE } from '../rewrite/html/sample-options.ts';

const ORIGINS = ['https://wiki.corp.test', 'https://cdn.corp.test'];
const hostsIn = (form: 'dotted' | 'label') => createHostMap({ suffix: 'gw.test', port: 8443, form, origins: ORIGINS });
const [dotted, label] = [hostsIn('dotted'), hostsIn('label')];
const url = (text: string): string => dotted.toSuffix(text);
const cssUrl = grantedCssUrl(url, createAttributeTests(ORIGINS, url));
const script = (source: string, goal: 'either' | 'url' = 'either') => rewriteScript(source, { goal, url });

function page(text: string, create: (options: HtmlOptions) => Rewriter = createHtmlRewriter): void {
  const options = {
    ...SAMPLE,
    selector: createAttributeTests(ORIGINS, url),
    script: (source: string, goal: 'script' | 'module' | 'handler' | 'url') =>
      rewriteScript(source, { goal, url }).splices,
  };
  const rewriter = create(options);
  rewriter.write(text);
  rewriter.end();
}

const BLANKS = ['\t', ' ', '\0', '\n'];
const MARKS = [
  '/',
  '\\',
  '(',
  '<!--',
  '%',
  '[',
  ';',
  '&',
  '/*',
  'url(',
  '@',
  ':',
  '.',
  '-',
  '{',
  '<',
  '=',
  '#',
  '"',
  "'",
];
const LETTERS = ['a', 'import', 'from'];
const ALL = [...BLANKS, ...MARKS, ...LETTERS];
const quoted = (text: string): string => text.replaceAll('"', '&quot;');

/** What reads texts of strangers, and what they may repeat in them. */
const READERS: Readonly<Record<string, readonly [pumps: readonly string[], read: (run: string) => unknown]>> = {
  'an address of a page': [ALL, (run) => page(`<a href="https://wiki.corp.test${quoted(run)}x">`)],
  'an address under names of one label': [BLANKS, (run) => label.toSuffix(`https://wiki.corp.test${run}x`)],
  'the source of a script': [ALL, (run) => page(`<script src="data:text/javascript,${quoted(run)}x"></script>`)],
  'a script in an address': [[...BLANKS, ';', '('], (run) => script(`${run}0`, 'url')],
  'the type of a script': [BLANKS, (run) => page(`<script type="x${run}x">1</script>`)],
  'a policy of a page': [
    [...BLANKS, ';'],
    (run) => page(`<meta http-equiv=content-security-policy content="x${run}x">`),
  ],
  'script in SVG': [ALL, (run) => page(`<svg><script>${run}</script>`)],
  'script in XML': [
    ALL,
    (run) => page(`<html xmlns="http://www.w3.org/1999/xhtml"><script>${run}</script>`, createXmlRewriter),
  ],
  'a style sheet': [ALL, (run) => rewriteCss(`a{b:${run}x}`, cssUrl)],
  'a selector': [ALL, (run) => rewriteCss(`a[href$="${run}x"]{}`, cssUrl)],
  'what imports a style sheet': [ALL, (run) => rewriteCss(`@import ${run}x;`, cssUrl)],
  'a member of a script': [BLANKS, (run) => script(`a${run}.location`)],
  'the end of a script': [BLANKS, (run) => mapComment(`a\n//# sourceMappingURL=data:a ${run}x`)],
  'the beginning of a worker': [[...BLANKS, '/**/', '//\n'], (run) => beforeScript('', Buffer.from(run))],
  'a cookie for the app': [BLANKS, (run) => parseCookieHeader(`a${run}b`)],
  'a cookie for the gateway': [BLANKS, (run) => ownCookie([['cookie', `a${run}b`]], 'session')],
  'a cookie of the app': [BLANKS, (run) => parseSetCookie(`a=b${run}c`)],
  languages: [BLANKS, (run) => chooseLanguage([['accept-language', `*${run}x`]])],
  'codings of an answer': [BLANKS, (run) => narrowAcceptEncoding(`x${run}x`)],
  'codings of a request': [
    BLANKS,
    (run) =>
      recogniseRequest({ method: 'POST', url: 'https://wiki.corp.test/', headers: [['content-encoding', `${run}x`]] }),
  ],
  'a target': [['%', '%25', '/', '@', '%2f'], (run) => toOriginText(`/${run}x`, dotted)],
  'the head of a part': [BLANKS, (run) => judgePart(`content-disposition: form-data; name=x;${run}filename`)],
  'a form of pieces': [
    ['\n', 'name="chunks"\n', 'x\n'],
    (run) => isUploadPiece('https://wiki.corp.test/', [], `name="chunks"${run}x`),
  ],
};

const LENGTH = 2 ** 17;
const PARTS = 256;
/** One long run costs what as many characters in short ones do; a reader that goes back for each of its characters takes PARTS times as long. */
const MARGIN = 40;

for (const [name, [pumps, read]] of Object.entries(READERS))
  test(`${name}: no run of characters costs more than its length`, () => {
    for (const pump of pumps) {
      const run = (length: number): string => pump.repeat(Math.ceil(length / pump.length));
      const [long, short] = [run(LENGTH), run(LENGTH / PARTS)];
      const timed = (times: number, text: string): number => {
        const start = performance.now();
        for (let at = 0; at < times; at++) read(text);
        return performance.now() - start;
      };
      const apart = Math.max(timed(PARTS, short), 5);
      const whole = Math.min(timed(1, long), timed(1, long));
      assert.ok(whole < MARGIN * apart, `${JSON.stringify(pump)}: ${whole} ms in one, ${apart} ms apart`);
    }
  });
