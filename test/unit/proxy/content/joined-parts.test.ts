import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createJoinedParts, type JoinedParts } from '../../../../src/proxy/content/joined-parts.ts';

describe('parts of uploads', () => {
  let directory: string;
  let time = 0;
  const made: JoinedParts[] = [];
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'sallyport-parts-'));
  });
  after(async () => {
    await Promise.all(made.map((each) => each.close()));
    rmSync(directory, { recursive: true, force: true });
  });
  const create = (): JoinedParts => {
    const parts = createJoinedParts(
      directory,
      () => time,
      (error) => assert.fail(String(error)),
    );
    made.push(parts);
    return parts;
  };
  const of = (part: string, upload = 'u', request = `r${part}`): Parameters<JoinedParts['begin']>[0] => ({
    upload,
    part,
    request,
    sessionId: 's',
    unmade: false,
  });
  async function sent(parts: JoinedParts, part: string, text: string, upload = 'u'): Promise<unknown> {
    const way = parts.begin(of(part, upload));
    await way?.see(Buffer.from(text));
    const end = way?.end();
    way?.release();
    if (way) {
      parts.goesOn(upload, `r${part}`);
      parts.taken(upload, part, true);
    }
    return end;
  }
  async function whole(parts: JoinedParts, order: readonly string[], upload = 'u'): Promise<string | undefined> {
    const bytes = parts.finish(upload, 's', () => order);
    if (!bytes) return undefined;
    const pieces: Buffer[] = [];
    for await (const piece of bytes()) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  }

  test('parts that come beside each other are whole, each by itself', async () => {
    const parts = create();
    parts.made('u', 's');
    const ways = ['1', '2', '3'].map((part) => parts.begin(of(part))!);
    for (let round = 0; round < 50; round++)
      await Promise.all(ways.map((way, at) => way.see(Buffer.from(`${at}${round} `))));
    for (const [at, way] of ways.entries()) {
      assert.equal(way.end(), 'unfinished');
      way.release();
      parts.goesOn('u', `r${at + 1}`);
      parts.taken('u', `${at + 1}`, true);
    }
    const expected = (at: number): string => Array.from({ length: 50 }, (_, round) => `${at}${round} `).join('');
    assert.equal(await whole(parts, ['3', '1', '2']), expected(2) + expected(0) + expected(1));
  });

  test('what comes while the file is made makes it unknown', async () => {
    const parts = create();
    parts.made('u', 's');
    await sent(parts, '1', 'one');
    const late = parts.begin(of('2'))!;
    assert.equal(await whole(parts, ['1']), undefined);
    assert.equal(late.end(), 'broken');
    parts.made('v', 's');
    await sent(parts, '1', 'one', 'v');
    assert.equal(await whole(parts, ['1'], 'v'), 'one');
    assert.equal(parts.begin(of('2', 'v')), undefined, 'and nothing comes behind it');
    assert.equal(await whole(parts, ['1'], 'v'), 'one', 'but it may be made again');
    parts.goesOn('v', 'r2');
    assert.equal(await whole(parts, ['1'], 'v'), undefined, 'until something went on that nobody saw');
  });

  test('an upload is known for so long, and so many are', async () => {
    const parts = create();
    parts.made('u', 's');
    await sent(parts, '1', 'one');
    time += 20 * 60_000;
    parts.made('v', 's');
    assert.equal(await whole(parts, ['1']), undefined);
    for (let index = 0; index < 300; index++) {
      time += 1;
      parts.made(`many ${index}`, 's');
    }
    assert.equal(parts.begin(of('1', 'many 0')), undefined);
    assert.equal(await sent(parts, '1', 'x', 'many 299'), 'unfinished');
  });

  test('an upload that is made twice is known no more, and one of another session neither', async () => {
    const parts = create();
    parts.made('u', 's');
    await sent(parts, '1', 'one');
    parts.made('u', 's');
    assert.equal(await whole(parts, ['1']), undefined);
    parts.made('v', 's');
    await sent(parts, '1', 'one', 'v');
    assert.equal(parts.begin({ ...of('2', 'v'), sessionId: 't' }), undefined);
    assert.equal(await whole(parts, ['1'], 'v'), undefined);
  });

  test('what is meant by no name is all that the session has', async () => {
    const parts = create();
    for (const [upload, session] of [
      ['app one a', 's'],
      ['app two b', 's'],
      ['app one c', 't'],
    ] as const)
      parts.made(upload, session);
    parts.spoil(undefined, 'app one ', 's');
    assert.equal(parts.begin(of('1', 'app one a')), undefined);
    assert.ok(parts.begin(of('1', 'app two b')));
    assert.ok(parts.begin({ ...of('1', 'app one c'), sessionId: 't' }));
  });

  test('a part in very many runs of bytes is not kept', async () => {
    const parts = create();
    parts.made('u', 's');
    const [one, two] = [parts.begin(of('1'))!, parts.begin(of('2'))!];
    for (let round = 0; round < 4200; round++) {
      await one.see(Buffer.from('a'));
      await two.see(Buffer.from('b'));
    }
    assert.equal(one.end(), 'broken');
    assert.equal(two.end(), 'broken');
  });

  const numbered = (part: string, upload = 'f', sessionId = 's'): Parameters<JoinedParts['begin']>[0] => ({
    ...of(part, upload),
    sessionId,
    unmade: true,
    count: 3,
  });
  async function end(way: ReturnType<JoinedParts['begin']>, text: string): Promise<string | undefined> {
    await way?.see(Buffer.from(text));
    const made = way?.end();
    way?.release();
    if (typeof made !== 'function') return made;
    const pieces: Buffer[] = [];
    for await (const piece of made()) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  }

  test('numbered parts make the whole when the last of them has come, whichever that is', async () => {
    const parts = create();
    const ways = ['0', '1', '2'].map((part) => parts.begin(numbered(part)));
    assert.equal(await end(ways[2], 'c'), 'unfinished');
    assert.equal(await end(ways[0], 'a'), 'unfinished');
    assert.equal(await end(ways[1], 'b'), 'abc');
    assert.equal(await end(parts.begin(numbered('1', 'f', 't')), 'b'), 'abc', 'again, by another');
    assert.equal(await end(parts.begin(numbered('1')), 'x'), 'broken');
    assert.equal(parts.begin(numbered('1')), undefined);
  });

  test('numbered parts have all before them, and nothing of them is begun anew', async () => {
    const parts = create();
    assert.equal(parts.begin(numbered('1')), undefined, 'a hole');
    const first = parts.begin(numbered('0'));
    assert.equal(await end(first, 'a'), 'unfinished');
    assert.equal(parts.begin({ ...numbered('1'), count: 2 }), undefined, 'another count');
    assert.equal(parts.begin(numbered('1')), undefined, 'and the first again');
    assert.equal(await end(parts.begin(numbered('0', 'g')), 'a'), 'unfinished');
    time += 20 * 60_000;
    assert.ok(parts.begin(numbered('0', 'h')), 'what is new');
    assert.equal(parts.begin(numbered('0', 'g')), undefined, 'what was dropped');
    time += 25 * 60 * 60_000;
    assert.ok(parts.begin(numbered('0', 'i')));
    assert.ok(parts.begin(numbered('0', 'g')), 'a day later');
  });

  test('numbered parts that go on unseen make their upload unknown, and those of nobody knows what all of a session', async () => {
    const parts = create();
    parts.goesOn('f', 'r0', true);
    assert.equal(parts.begin(numbered('0')), undefined);
    assert.equal(await end(parts.begin(numbered('0', 'g')), 'a'), 'unfinished');
    parts.goesOn('g', 'r0', true);
    assert.ok(parts.begin(numbered('1', 'g')), 'what was seen');
    parts.strays('s');
    assert.equal(parts.begin(numbered('2', 'g')), undefined);
    assert.equal(parts.begin(numbered('0', 'h')), undefined);
    assert.ok(parts.begin(numbered('0', 'i', 't')), 'not of others');
  });
});
