import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readMessage } from '../../../src/policy/read-message.ts';
import { renderMessage } from '../../../src/proxy/pages/message.ts';
import { fc } from '../../support/properties.ts';

describe('messages', () => {
  test('paragraphs, lists, bold, italic and links', () => {
    const message = readMessage('Ask **Jo** or\n*Ann*.\n\n- [desk](https://help.corp.example/a?b=1&c)\n- two');
    assert.equal(
      renderMessage(message),
      '<div class="message"><p>Ask <strong>Jo</strong> or<br><em>Ann</em>.</p><ul><li><a href="https://help.corp.example/a?b=1&amp;c" rel="noopener noreferrer" target="_blank">desk</a></li><li>two</li></ul></div>',
    );
    assert.equal(message.plain, 'Ask Jo or\nAnn.\n\n• desk (https://help.corp.example/a?b=1&c)\n• two');
  });

  test('no text makes any other markup, attribute or link', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '**',
        '*',
        '[',
        '](',
        ')',
        'https://a.test/"onx=',
        'javascript:x',
        '<script>',
        '"',
        "'",
        '\n\n',
        '- ',
        'data:text/html,',
      ),
    );
    const ALLOWED =
      /<(?:\/?(?:p|ul|li|strong|em|div)|br|\/a|div class="message"|a href="(?:https:\/\/|mailto:)[^"<>\s]*" rel="noopener noreferrer" target="_blank")>/gi;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const rest = renderMessage(readMessage(pieces.join(''))).replace(ALLOWED, '');
        assert.doesNotMatch(rest, /[<>"]/);
      }),
    );
  });
});
