import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { beginsStrict } from '../../../../src/rewrite/js/begins-strict.ts';

const BLANKS = [
  '',
  ' ',
  '\ufeff',
  '\r\n',
  '// one\n',
  '// one\r',
  '// "use strict"\u2028',
  '/* one */',
  '/* // */',
  '/**/',
];
const DIRECTIVES = ['"use strict"', "'use strict'"];

test('a directive counts behind white space and comments, in every order, and behind nothing else', () => {
  for (const before of BLANKS.flatMap((one) => BLANKS.map((other) => one + other))) {
    for (const directive of DIRECTIVES) {
      assert.ok(beginsStrict(`${before}${directive}; a()`), JSON.stringify(before + directive));
      for (const other of ['a();', '// ', '/* ', '"use stricter";', '/']) {
        assert.ok(!beginsStrict(before + other + directive), JSON.stringify(before + other + directive));
      }
    }
  }
});

// Where each comment doubles the time, hundreds take longer than anybody waits. How long it takes otherwise is not what is tested.
test('hundreds of comments before a script hold nobody up', () => {
  for (const unit of ['/* one */', '/*one*/\n', '// one\n', '//\r', '/*', '// ', '\ufeff', ' \n']) {
    const script = `${unit.repeat(500)}a() /* two */ // three`;
    const found: unknown = runInNewContext('beginsStrict(script)', { beginsStrict, script }, { timeout: 60_000 });
    assert.equal(found, false, JSON.stringify(unit));
  }
});
