import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { formFields, jsonFields, NO_FIELDS, UNREAD } from '../../../src/catalog/fields.ts';
import { pathSpellings } from '../../../src/catalog/path-spellings.ts';
import { pathFault, pathPattern, valuePattern } from '../../../src/catalog/pattern.ts';
import type { ProfileRule } from '../../../src/catalog/profile.ts';
import { mediawiki } from '../../../src/catalog/profiles/mediawiki.ts';
import { messaging } from '../../../src/catalog/profiles/messaging.ts';
import { createRecogniser } from '../../../src/catalog/recogniser.ts';
import { profileSchema } from '../../../src/config/profile-schema.ts';
import type { HeaderList } from '../../../src/model/headers.ts';
import { readFields } from '../../../src/proxy/body/read-fields.ts';
import { fc } from '../../support/properties.ts';

const FORM = 'application/x-www-form-urlencoded';

async function fieldsOf(text: string | Buffer, headers: HeaderList) {
  const { fields, body } = await readFields(Readable.from([Buffer.from(text)]), headers);
  let length = 0;
  for await (const chunk of body) length += (chunk as Buffer).length;
  assert.equal(length, Buffer.byteLength(text), 'the body goes on whole');
  return fields;
}

/** Rules of a profile that a POST of a body fits. */
async function found(profile: typeof mediawiki, target: string, text: string | Buffer, headers: HeaderList) {
  const request = { method: 'POST', host: 'a.test', target, headers };
  const { now } = createRecogniser(profile).recognise(request, await fieldsOf(text, headers));
  return now.map(({ rule }) => rule.split('/')[1]);
}

const typed = (type: string): HeaderList => [['content-type', type]];

describe('getting past a rule', () => {
  const spellings = [
    '/api/chat.postMessage',
    '/api//chat.postMessage',
    '/api/x/../chat.postMessage',
    '/api/chat%2EpostMessage',
    '/api/chat.post%254dessage',
    '/api/chat.postMessage;jsessionid=1',
    '/api/%2e/chat.postMessage',
    '/api\\chat.postMessage',
    '/api%2fchat.postMessage',
    '/API/CHAT.POSTMESSAGE',
    '/api/;x/chat.postMessage',
    '/api/chat.postMessage%00',
    '/api/chat.postMessage?x=/api/conversations.history',
  ];
  for (const target of spellings)
    test(`by spelling the path ${target}`, async () => {
      assert.deepEqual(await found(messaging, target, 'channel=C&text=x', typed(FORM)), ['send-message']);
    });

  const bodies: ReadonlyArray<readonly [how: string, body: string | Buffer, headers: HeaderList]> = [
    ['a name with escapes', '%61ction=%65dit&title=A', typed(FORM)],
    ['a space in front of a name, which PHP drops', '+action=edit&title=A', typed(FORM)],
    ['a name that a NUL ends', 'action%00x=edit&title=A', typed(FORM)],
    ['two values, the first harmless', 'action=query&action=edit&title=A', typed(FORM)],
    ['two values, the last harmless', 'action=edit&action=query&title=A', typed(FORM)],
    ['a content coding', 'action=query', [...typed(FORM), ['content-encoding', 'gzip']]],
    ['two content types', 'action=query', [...typed(FORM), ...typed('text/plain')]],
    ['no content type', 'action=edit&title=A', []],
    ['a type of its own', 'action=edit&title=A', typed('application/octet-stream')],
    ['more than is read', `x=${'a'.repeat(1_100_000)}&action=edit`, typed(FORM)],
    ['a value of great length', `action=${'a'.repeat(9000)}`, typed(FORM)],
    ['a form without a boundary', 'action=edit', typed('multipart/form-data')],
    [
      'a part whose head is written otherwise',
      '--b\r\nContent-Type: text/plain\r\nContent-Disposition: form-data; name=action\r\n\r\nedit\r\n--b--\r\n',
      typed('multipart/form-data; boundary=b'),
    ],
    [
      'the field behind a harmless one of its name',
      '--b\r\nContent-Disposition: form-data; name="action"\r\n\r\nquery\r\n--b\r\nContent-Disposition: form-data; name="action"\r\n\r\nedit\r\n--b--\r\n',
      typed('multipart/form-data; boundary=b'),
    ],
  ];
  for (const [how, body, headers] of bodies)
    test(`by ${how}`, async () => {
      const rules = await found(mediawiki, '/api.php', body, headers);
      assert.ok(rules.includes('edit-page-api'), rules.join());
    });

  test('by JSON in an encoding or a shape that is not read', async () => {
    const json = JSON.stringify({ requests: [{ method: 'POST', url: '/me/chats/1/messages' }] });
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    for (const body of [json, `\ufeff${json}`, Buffer.from(json, 'utf16le'), deep])
      assert.deepEqual(await found(messaging, '/v1.0/$batch', body, typed('application/json')), ['send-batch']);
  });

  test('and what is read whole and is something else is nothing', async () => {
    for (const type of [FORM, 'text/plain'])
      assert.deepEqual(
        await found(mediawiki, '/load.php', 'action=query&x=edit', typed(type)).then((all) =>
          all.filter((id) => id === 'edit-page-api'),
        ),
        [],
      );
    assert.deepEqual(await found(mediawiki, '/api.php', 'action=query&x=edit', typed(FORM)), []);
  });
});

describe('a rule', () => {
  const rule = (more: Partial<ProfileRule>) =>
    createRecogniser({
      id: 'own',
      name: 'Own',
      hosts: { api: ['api.*'] },
      rules: [{ id: 'r', activity: 'app-activity', about: 'it', method: ['POST'], path: ['/do/{what}'], ...more }],
    });
  const request = { method: 'POST', host: 'api.corp.test', target: '/do/it?mode=a', headers: typed('text/x-do; v=1') };
  const fits = (more: Partial<ProfileRule>, asked = request, fields = NO_FIELDS): boolean =>
    rule(more).recognise(asked, fields).now.length === 1;

  test('asks for method, host, type, header and query', () => {
    assert.ok(fits({ host: 'api', contentType: ['text/*'], query: { mode: ['a'] } }));
    assert.ok(!fits({}, { ...request, method: 'PUT' }));
    assert.ok(!fits({ host: 'api' }, { ...request, host: 'www.corp.test' }));
    assert.ok(!fits({ contentType: ['application/*'] }));
    assert.ok(fits({ query: { Mode: ['a'] } }));
    assert.ok(fits({ field: { copyFrom: ['x'] } }, request, jsonFields('{"COPYFROM":"x"}')));
    assert.ok(!fits({ query: { mode: ['b'] } }));
    assert.ok(!fits({ query: { mode: ['!a'] } }));
    assert.ok(fits({ query: { other: ['!*'] } }));
    assert.ok(!fits({ header: { 'x-kind': ['*'] } }));
    assert.ok(!fits({}, { ...request, target: '/do/it/now' }));
  });

  test('counts what is unread as what it may be', () => {
    assert.ok(fits({ field: { a: ['1'] } }, request, UNREAD));
    assert.ok(!fits({ field: { a: ['1'] } }, request, NO_FIELDS));
    assert.ok(fits({ field: { a: ['!1'] } }, request, UNREAD));
  });

  test('waits for the answer where it says so', () => {
    const { now, later } = rule({ status: ['2xx'], answer: { location: ['!*error*'] } }).recognise(request);
    assert.deepEqual(now, []);
    assert.equal(later?.(201, []).length, 1);
    assert.equal(later?.(404, []).length, 0);
    assert.equal(later?.(200, [['location', '/error']]).length, 0);
  });

  test('names what it found without control characters, and not without end', () => {
    const [match] = rule({ item: ['{field.none}', '{what}: {query.mode}'] }).recognise({
      ...request,
      target: `/do/a%0ab%E2%80%AEc${'d'.repeat(400)}?mode=x`,
    }).now;
    assert.match(match?.name ?? '', /^a b cd+/);
    assert.ok((match?.name?.length ?? 0) <= 255);
  });

  test('answers soon whatever is asked', () => {
    const slow = rule({ path: ['**/a/{b}*c*', '**/a/*/{b}c/**'], query: { q: ['*a*b*c*'] } });
    const target = `/${'a/'.repeat(4000)}${'c'.repeat(4000)}?q=${'ab'.repeat(4000)}`;
    // Both together: how much of it is of the system is only estimated.
    const cost = (work: () => unknown): number => {
      const before = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const measure = cost(() => JSON.parse(JSON.stringify(Array.from({ length: 100_000 }, () => target.slice(0, 100)))));
    // What else the process does on the way only adds to it.
    const taken = Math.min(...Array.from({ length: 7 }, () => cost(() => slow.recognise({ ...request, target }))));
    // Time that grows with the square of the length is some thousand times as much.
    assert.ok(taken < 50 * measure, `${taken} against ${measure}`);
  });
});

describe('a pattern', () => {
  const like = (written: string): RegExp =>
    new RegExp(`^${written.replace(/[.?]/g, '\\$&').replaceAll('*', '[^]*')}$`, 'i');
  test('of a value fits what a regular expression says', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', 'A'), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(letters, letters, (written, text) => {
        assert.equal(valuePattern(written).fits(text), like(written).test(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('of a path keeps to segments', () => {
    const cases: ReadonlyArray<readonly [string, string, object | undefined]> = [
      ['/a/{b}', '/a/x', { b: 'x' }],
      ['/a/{b}', '/a/', undefined],
      ['/a/{b}', '/a/x/y', undefined],
      ['/a/*', '/a/', {}],
      ['/a/{b**}', '/a/x/y', { b: 'x/y' }],
      ['/a/{b**}', '/a/', undefined],
      ['**/a', '/a', {}],
      ['**/a', '/x/y/a', {}],
      ['**/a', '/xa', undefined],
      ['**/a/**', '/x/a/y/z', {}],
      ['**/a/**', '/x/a', undefined],
      ['**/a/{b**}', '/a/a/c', { b: 'a/c' }],
      ['**', '/', {}],
      ['/f({a})/{b}.{c}', '/f(1)/x.y.z', { a: '1', b: 'x', c: 'y.z' }],
    ];
    for (const [written, path, words] of cases)
      assert.deepEqual(pathPattern(written)(path), words, `${written} ${path}`);
  });
});

describe('reading', () => {
  test('no path, form or JSON makes it throw, and the path itself is always among its spellings', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.ok(pathSpellings(`/${text}`).includes(`/${text}`));
        formFields(text);
        jsonFields(text);
      }),
      { numRuns: 300 },
    );
  });

  test('what a form says is read as a browser wrote it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.string())), (pairs) => {
        const usable = pairs.filter(([name]) => !/^ |\0|\[\]$/.test(name));
        const { values } = formFields(new URLSearchParams(usable).toString());
        for (const [name, value] of usable) assert.ok(values.get(name.toLowerCase())?.includes(value));
      }),
      { numRuns: 200 },
    );
  });

  test('members of a form’s lists are found as those of JSON are', () => {
    const { values } = formFields('actions[][content]=x&actions%5B1%5D%5BContent%5D=y&name[first]=z');
    assert.deepEqual(values.get('actions.*.content'), ['x', 'y']);
    assert.deepEqual(values.get('name.first'), ['z']);
  });

  test('JSON is read by its paths', () => {
    const { values } = jsonFields('{"a":{"b":1},"list":[{"c":"x"},{"c":"y"}]}')!;
    assert.deepEqual(values.get('a.b'), ['1']);
    assert.deepEqual(values.get('list.*.c')?.toSorted(), ['x', 'y']);
  });
});

describe('a profile of one’s own', () => {
  const own = (rule: object) =>
    profileSchema.safeParse({
      id: 'tickets',
      name: 'Tickets',
      rules: [{ id: 'close', activity: 'edit-item', about: 'closed', method: 'POST', path: '/t/{id}/close', ...rule }],
    });
  test('is checked', () => {
    assert.ok(own({}).success);
    for (const rule of [
      { path: 't/close' },
      { path: '**/a/**/b' },
      { activity: 'copy' },
      { status: '20x' },
      { host: 'api' },
      { method: 'post' },
      { regex: '.*' },
    ])
      assert.ok(!own(rule).success, JSON.stringify(rule));
    assert.equal(pathFault('**/a/{b**}'), undefined);
    for (const path of ['/a/**/b', '**a', '/a**', '/a/{b**}c']) assert.notEqual(pathFault(path), undefined, path);
  });
});
