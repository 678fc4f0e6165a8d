import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { transformingSheet } from '../../../../src/rewrite/html/transforming-sheet.ts';

const PI = '<?xml-stylesheet type="text/xsl" href="a.xsl"?>';

describe('the style sheet that makes another document of an XML document', () => {
  for (const [text, expected] of [
    [`${PI}<list/>`, 'a.xsl'],
    [`<?xml version="1.0"?>\n<!-- <list/> ?> -->\n${PI}<list/>`, 'a.xsl'],
    ["<?xml-stylesheet\n href='b.xsl?x=1&amp;y=&#50;'\ttype = 'TEXT/XML' ?><list/>", 'b.xsl?x=1&y=2'],
    ['<?xml-stylesheet type="application/xml" href="c.xsl"?><a/>', 'c.xsl'],
    [`<?xml-stylesheet type="text/css" href="s.css"?>${PI}<list/>`, 'a.xsl'],
    [`<!DOCTYPE list [<!ENTITY x "<list/>">]>${PI}<list/>`, 'a.xsl'],
    [`${PI}<?xml-stylesheet type="text/xsl" href="second.xsl"?><list/>`, 'a.xsl'],
    ['<list/>', 'none'],
    [`<list>${PI}</list>`, 'none'],
    [`<!--${PI}--><list/>`, 'none'],
    ['<?xml-stylesheet type="text/css" href="a.xsl"?><list/>', 'none'],
    ['<?xml-stylesheet href="a.xsl"?><list/>', 'none'],
    ['<?xml-stylesheet type="text/xsl" alternate="yes" href="a.xsl"?><list/>', 'none'],
    ['<?xml-stylesheet type="text/xsl" href="#own"?><list/>', 'none'],
    ['<?xml-stylesheet type="text/xsl"?><list/>', 'none'],
    ['<?xml-stylesheets type="text/xsl" href="a.xsl"?><list/>', 'none'],
  ] as const)
    test(text, () => {
      const found = transformingSheet(text);
      assert.equal(typeof found === 'object' ? found.href : found, expected);
    });

  test('no part of a document says more than the whole', () => {
    const text = `<?xml version="1.0"?><!-- x --><!DOCTYPE list [<!ENTITY x "y">]>${PI}<list/>`;
    for (let end = 0; end < text.indexOf(PI) + PI.length; end++)
      assert.equal(transformingSheet(text.slice(0, end)), undefined, text.slice(0, end));
    assert.deepEqual(transformingSheet(text.slice(0, text.indexOf(PI) + PI.length)), { href: 'a.xsl' });
  });
});
