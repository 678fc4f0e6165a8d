import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namesOfLogout, namesOfSession } from '../../../src/identity/oidc-session-names.ts';

const ends = (logout: { sub?: string; sid?: string }, session: object): boolean =>
  namesOfLogout({ sub: logout.sub, sid: logout.sid }).some((name) => namesOfSession({ ...session }).includes(name));

test('a logout ends the session it names, all of a person where it names none, and those that have no name', () => {
  const [named, unnamed] = [
    { sub: 'bob', sid: 'one' },
    { sub: 'bob', sid: undefined },
  ];
  const table: readonly [object, object, boolean][] = [
    [{ sub: 'bob' }, named, true],
    [{ sub: 'bob' }, unnamed, true],
    [{ sid: 'one' }, named, true],
    [{ sid: 'two' }, named, false],
    [{ sid: 'one' }, unnamed, false],
    [{ sub: 'bob', sid: 'two' }, named, false],
    [{ sub: 'bob', sid: 'two' }, unnamed, true],
    [{ sub: 'eve' }, named, false],
    [{ sub: 'eve', sid: 'two' }, unnamed, false],
    // A name cannot be spelled so that it means another kind of name.
    [{ sub: 'one' }, { sub: 'x', sid: 'one' }, false],
    [{ sid: 'bob' }, unnamed, false],
  ];
  for (const [logout, session, expected] of table)
    assert.equal(ends(logout, session), expected, `${JSON.stringify(logout)} on ${JSON.stringify(session)}`);
});
