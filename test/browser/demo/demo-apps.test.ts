import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type DemoRoads, startDemoRoads } from '../../support/demo-roads.ts';
import type { Road } from '../../support/road.ts';
import { useFiles } from './files-journey.ts';
import { useFlows } from './flows-journey.ts';
import { useRegistry } from './registry-journey.ts';

const JOURNEYS: Readonly<Record<string, (road: Road, mark: string) => Promise<Record<string, unknown>>>> = {
  Files: useFiles,
  'the package registry': useRegistry,
  'the flow editor': useFlows,
};

describe('the demo’s apps are used alike with and without the gateway', () => {
  let roads: DemoRoads;
  before(async () => {
    roads = await startDemoRoads();
  });
  after(() => roads?.close());

  for (const [name, use] of Object.entries(JOURNEYS)) {
    test(name, async () => {
      const bare = await roads.bare();
      const through = await roads.through('alice');
      try {
        const expected = await use(bare, 'file');
        const found = await use(through, 'file');
        assert.deepEqual(Object.keys(found), Object.keys(expected));
        for (const [what, value] of Object.entries(expected)) assert.deepEqual(found[what], value, what);
        assert.deepEqual(
          through.problems.filter((problem) => !bare.problems.includes(problem)),
          [],
        );
        assert.deepEqual(through.outside, []);
        assert.doesNotMatch(JSON.stringify(found), /mcas/);
      } finally {
        await bare.close();
        await through.close();
      }
    });
  }
});
