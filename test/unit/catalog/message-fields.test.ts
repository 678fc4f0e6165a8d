import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { messageFields } from '../../../src/catalog/message-fields.ts';
import { PROFILES } from '../../../src/catalog/profiles.ts';
import { createRecogniser } from '../../../src/catalog/recogniser.ts';

const jupyter = createRecogniser(PROFILES.find(({ id }) => id === 'jupyter')!);
const opening = { method: 'GET', host: 'lab.corp.test', target: '/api/kernels/1/channels', headers: [] };
const found = (text: string | undefined): readonly string[] =>
  jupyter.messages(opening, 'app')!(text).map(({ rule }) => rule);
const RUN = ['jupyter/run-code'];
const header = '{"msg_id":"1","msg_type":"execute_request"}';

describe('what a message says', () => {
  test('is found however it is written', () => {
    const spellings: Readonly<Record<string, string>> = {
      plain: `{"header":${header},"channel":"shell"}`,
      'another case': '{"Header":{"MSG_TYPE":"execute_request"}}',
      'white space': '\n{ "header" :\t{ "msg_type" : "execute_request" } }',
      'escapes of the value': '{"header":{"msg_type":"\\u0065xecute_request"}}',
      'escapes of the name': '{"header":{"\\u006dsg_type":"execute_request"}}',
      'escapes where the text is no JSON': 'x{"header":{"\\u006Dsg_type":"execut\\u0065_request"}}',
      'a name twice, the first': '{"header":{"msg_type":"execute_request","msg_type":"comm_msg"}}',
      'a name twice, the last': '{"header":{"msg_type":"comm_msg","msg_type":"execute_request"}}',
      'an object twice': `{"header":${header},"header":{"msg_type":"comm_msg"}}`,
      'something behind': `{"header":${header}} and more`,
      'no end': `{"header":${header}`,
      'a mark in front': `\ufeff{"header":${header}}`,
      'JSON in a list of strings': JSON.stringify([JSON.stringify({ header: { msg_type: 'execute_request' } })]),
      'JSON in a string in a string': JSON.stringify([
        JSON.stringify([JSON.stringify({ msg_type: 'execute_request' })]),
      ]),
      'binary parts': `\u0006\0\0\0\0\0\0\0shell${header}{}{}{"code":"1"}`,
      'binary behind a decoy that opens': `\0{"a":${header}{}{}`,
      'binary behind a decoy of a string': `\0{"a":"${header}{}{}`,
      'binary behind a decoy of a member': `\0"a":"${header}{}{}`,
      'behind numbers': `42["message",${header}]`,
    };
    for (const [what, text] of Object.entries(spellings)) assert.deepEqual(found(text), RUN, what);
  });

  test('and nothing is found where it is not', () => {
    for (const text of [
      '{"header":{"msg_type":"comm_msg"},"parent_header":{"msg_type":"execute_request"}}',
      '{"header":{"msg_type":"execute_reply"}}',
      '{"content":{"code":"execute_request"}}',
      'execute_request',
      '',
      '\0\u0001\u0002',
    ])
      assert.deepEqual(found(text), [], text);
    assert.equal(jupyter.messages({ ...opening, target: '/api/kernels/1' }, 'app'), undefined);
    assert.equal(jupyter.messages(opening, 'browser'), undefined);
  });

  test('counts as what it may be where it could not be read', () => {
    assert.deepEqual(found(undefined), RUN);
    assert.deepEqual(found(`{"header":{"msg_type":"${'x'.repeat(10_000)}"}}`), RUN);
  });

  test('is no request of its own', () => {
    assert.deepEqual(jupyter.recognise({ ...opening, method: 'WEBSOCKET' }).now, []);
  });

  test('is kept only as far as it was asked for', () => {
    const { values } = messageFields('{"a":{"b":1},"c":[{"d":"x"}]}', new Set(['c.*.d']));
    assert.deepEqual([...values], [['c.*.d', ['x']]]);
  });
});
