import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RUNTIME_MEMBERS } from '../../../../src/rewrite/js/contract.ts';
import { createGuards } from '../../../../src/rewrite/js/guards.ts';

const window = { name: 'window' };
const facade = { name: 'facade' };
const nativeLocation = {};
const nativeEval = (): void => {};
let assigned: unknown;

type Guards = {
  -readonly [Name in keyof typeof RUNTIME_MEMBERS]: Name extends 'location' | 'eval' | 'key' | 'over' | 'around'
    ? unknown
    : (...values: unknown[]) => unknown;
};
const { global, within } = createGuards({
  location: { get: () => 'page location', set: (value) => void (assigned = value) },
  eval: {
    get: () => 'page eval',
    set: (value) => void (assigned = value),
    direct: (value) => (value === 'page eval' ? nativeEval : value),
  },
  of: (value) => (value === window ? facade : value),
  from: (value) => (value === window ? new Proxy(window, {}) : value),
  isNativeLocation: (value) => value === nativeLocation,
  isNativeEval: (value) => value === nativeEval,
  code: (source, { shadowed, within }) => `${source} rewritten${shadowed ? ' shadowed' : ''}${within ? ' within' : ''}`,
  toSuffix: (url) => `suffix(${url})`,
  toOrigin: (url) => `origin(${url})`,
});
const guards = global as unknown as Guards;

test('the global has the members of the contract and no others, and is frozen', () => {
  assert.deepEqual(Object.getOwnPropertyNames(guards).toSorted(), Object.keys(RUNTIME_MEMBERS).toSorted());
  assert.ok(Object.isFrozen(guards));
  assert.equal(Object.getPrototypeOf(guards), null);
});

test('code within a `with` gets all of it that leads nowhere', () => {
  const without = ['around', 'eval', 'location'];
  assert.deepEqual(
    Object.getOwnPropertyNames(within).toSorted(),
    Object.keys(RUNTIME_MEMBERS)
      .filter((name) => !without.includes(name))
      .toSorted(),
  );
  assert.ok(Object.isFrozen(within));
  assert.equal(Object.getPrototypeOf(within), null);
});

test('accessors read and assign', () => {
  assert.deepEqual([guards.location, guards.eval], ['page location', 'page eval']);
  guards.location = 1;
  assert.equal(assigned, 1);
  guards.eval = 2;
  assert.equal(assigned, 2);
});

test('at guards for mapped keys only, and keeps the last key for one read', () => {
  assert.equal(guards.at(window, ['x', 'location']), facade);
  assert.equal(guards.key, 'location');
  assert.equal(guards.key, undefined);
  assert.equal(guards.at(window, ['location', 'x']), window);
  assert.equal(guards.key, 'x');
});

test('a view is a view of what it was made of', () => {
  const view = guards.from(window);
  assert.notEqual(view, window);
  assert.equal(guards.bare(view), window);
  const other = {};
  assert.equal(guards.bare(guards.from(other)), other);
  assert.equal(guards.bare(5), 5);
});

test('held tells natives from everything else', () => {
  assert.deepEqual(
    [nativeLocation, nativeEval, window, 5].map((value) => guards.held(value)),
    ['page location', 'page eval', window, 5],
  );
});

describe('code and URLs', () => {
  test('only strings are code', () => {
    const trusted = {};
    assert.equal(guards.code(trusted), trusted);
    assert.equal(guards.code('x'), 'x rewritten');
    assert.equal(guards.code('x', true), 'x rewritten shadowed');
    assert.equal(guards.code('x', 0), 'x rewritten within');
    assert.equal(guards.code('x', 1), 'x rewritten shadowed within');
    assert.deepEqual(guards.codes(['x', 'y']), ['x rewritten', 'y']);
    assert.deepEqual(guards.codes([]), []);
  });
  test('an object is converted once, by who uses it, and may throw there', () => {
    let conversions = 0;
    const mapped = guards.url({ toString: () => `https://a.test/${++conversions}` });
    assert.equal(conversions, 0);
    assert.equal(`${mapped as string}`, 'suffix(https://a.test/1)');
    const symbol = Symbol('s');
    assert.equal(guards.url(symbol), symbol);
    assert.equal(guards.url('u'), 'suffix(u)');
    assert.equal(guards.origin('u'), 'origin(u)');
    assert.equal(guards.origin(undefined), undefined);
  });
});

test('what lifts nothing ends its chain, to the outermost guard', () => {
  assert.equal(guards.lift(null), null);
  assert.equal(guards.method(undefined, assert.fail), undefined);
  assert.equal(guards.till(undefined, true), undefined);
  assert.equal(guards.till(undefined), undefined);
  assert.throws(() => guards.till(undefined), TypeError);
  assert.equal(guards.lift(0), 0);
  assert.throws(() => guards.till(null, true), TypeError);
  assert.throws(() => guards.till(null), TypeError);
  assert.equal(guards.till(0), 0);
  assert.equal(guards.till(window, true), facade);
  assert.equal(guards.till(window), facade);
});
