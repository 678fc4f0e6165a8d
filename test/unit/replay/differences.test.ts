import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ASPECTS, type Aspect, differences, type Observation } from '../../../src/replay/compare/observation.ts';

function observation(seen: Partial<Record<Aspect, readonly string[]>>): Observation {
  const none = Object.fromEntries(ASPECTS.map((aspect) => [aspect, []])) as unknown as Observation['seen'];
  return { key: 'k', seen: { ...none, ...seen } };
}

describe('differences of two runs', () => {
  test('what is alike is none', () => {
    assert.deepEqual(differences(observation({ status: ['200'] }), observation({ status: ['200'] }), ASPECTS), []);
  });

  test('only lines that differ are told, each as often as it is', () => {
    const before = observation({ headers: ['a: 1', 'b: 2', 'b: 2'] });
    const after = observation({ headers: ['a: 1', 'b: 2', 'c: 3'] });
    assert.deepEqual(differences(before, after, ASPECTS), [{ aspect: 'headers', before: ['b: 2'], after: ['c: 3'] }]);
  });

  test('another order is a difference', () => {
    const [one, two] = [observation({ decisions: ['a', 'b'] }), observation({ decisions: ['b', 'a'] })];
    assert.deepEqual(differences(one, two, ASPECTS), [{ aspect: 'decisions', before: ['a', 'b'], after: ['b', 'a'] }]);
  });

  test('only what was asked for is compared', () => {
    assert.deepEqual(differences(observation({ body: ['1'] }), observation({ body: ['2'] }), ['decisions']), []);
  });

  test('a baseline of an earlier version may lack an aspect', () => {
    const earlier = { key: 'k', seen: { status: ['200'] } } as unknown as Observation;
    assert.deepEqual(differences(earlier, observation({ status: ['200'], asked: ['GET /'] }), ASPECTS), [
      { aspect: 'asked', before: [], after: ['GET /'] },
    ]);
  });
});
