import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applySplices } from '../../../../src/model/rewriter.ts';
import { mapComment, mapCommentSplices } from '../../../../src/rewrite/source-map/map-comment.ts';

const NAMED: Readonly<Record<string, string | undefined>> = {
  'a;\n//# sourceMappingURL=a.js.map': 'a.js.map',
  'a;\n//@ sourceMappingURL=a.js.map\n\n': 'a.js.map',
  'a{}\n/*# sourceMappingURL=a.css.map */': 'a.css.map',
  'a;//#\tsourceMappingURL=https://static.corp.test/a.map?x=1': 'https://static.corp.test/a.map?x=1',
  'a;\n//# sourceMappingURL=old.map\nb;\n//# sourceMappingURL=new.map': 'new.map',
  [`//# sourceMappingURL=data:application/json;base64,${'A'.repeat(9000)}`]: `data:application/json;base64,${'A'.repeat(9000)}`,
  'a;\n//# sourceMappingURL=a.js.map\nb;': undefined,
  'a = "//# sourceMappingURL=a.js.map"': undefined,
  'a = `\n//# sourceMappingURL=a.js.map`': undefined,
  'sourceMappingURL=a.js.map': undefined,
  [`//# sourceMappingURL=a.js.map${' '.repeat(9000)}`]: undefined,
  '': undefined,
};

test('the comment that names a source map', () => {
  for (const [text, url] of Object.entries(NAMED)) assert.equal(mapComment(text)?.url, url, text.slice(0, 60));
});

test('the URL in it is mapped, wherever it is an absolute one', () => {
  const map = (url: string): string => url.replace('corp.test', 'corp.test.suffix');
  const after = (text: string): string => applySplices(text, mapCommentSplices(text, map));
  assert.equal(
    after('a;//# sourceMappingURL=https://corp.test/a\n'),
    'a;//# sourceMappingURL=https://corp.test.suffix/a\n',
  );
  assert.equal(after('a;//# sourceMappingURL=a.map'), 'a;//# sourceMappingURL=a.map');
  assert.equal(
    after('a;//# sourceMappingURL=data:text/plain,corp.test'),
    'a;//# sourceMappingURL=data:text/plain,corp.test',
  );
});
