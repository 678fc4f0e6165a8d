import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import { applySplices } from '../../../../src/model/rewriter.ts';
import { rewriteScript } from '../../../../src/rewrite/js/rewrite-script.ts';
import { undo } from '../../../../src/rewrite/js/undo.ts';

const rewritten = (source: string): string =>
  applySplices(source, rewriteScript(source, { goal: 'url', url: String }).splices);
/** What a `javascript:` URL of this script returns, each document's text in brackets. */
const returned = (source: string): unknown => {
  const guards = {
    returned: (...values: unknown[]) => (typeof values.at(-1) === 'string' ? `[${values.at(-1)}]` : values.at(-1)),
  };
  const window = {};
  // The page's runtime comes into a frame whose `eval` is asked for.
  const of = () => ({
    get eval(): unknown {
      context['__sallyport'] = { ...guards, location: { host: 'wiki' } };
      return undefined;
    },
  });
  const context: Record<string, unknown> = createContext({ parent: { __sallyport: { ...guards, of } }, window });
  return runInContext(rewritten(source), context);
};

describe('the script of a javascript: URL', () => {
  const DOCUMENTS: readonly (readonly [string, unknown])[] = [
    ["'<p>'", '[<p>]'],
    ['"use strict"', '[use strict]'],
    ["var a = 'x'; a += 1, a + '<b>'", '[x1<b>]'],
    ["('<p>')", '[<p>]'],
    ['`<p>`;', '[<p>]'],
    ["'<p>';;", '[<p>]'],
    ["a; '<p>'; var a = 'x'; function b() {} class C {}", '[<p>]'],
    ['5', 5],
    ['void "x"', undefined],
    ['"use strict"; this === undefined || typeof this', '[object]'],
    ['/* a */ function f() { return location } f().host', '[wiki]'],
  ];
  for (const [source, value] of DOCUMENTS)
    test(`gives its document to the runtime: ${source}`, () => {
      assert.equal(returned(source), value);
      assert.equal(undo(rewritten(source)), source);
    });

  test('that only keeps a link from leading anywhere stays as it is, and so does a text of another goal', () => {
    for (const source of ['', ';', 'void 0', 'void(0);', ' void (0) ;']) assert.equal(rewritten(source), source);
    assert.equal(applySplices("'<p>'", rewriteScript("'<p>'", { goal: 'script', url: String }).splices), "'<p>'");
  });
});
