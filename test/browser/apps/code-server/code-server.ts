/** `npm run test:code-server`: the largest app, in an installation of its own. */

import { test } from 'node:test';
import { useOnBothRoads } from '../../../support/app-roads.ts';
import { startCodeServer } from './start-code-server.ts';
import { useCodeServer } from './use-code-server.ts';

/** Milliseconds that a step, and all of them, may take on a machine with more to do. */
const PATIENCE = { step: 900_000, all: 3_600_000 };

test('code-server is used and stores alike bare and through the gateway', { timeout: PATIENCE.all }, (all) =>
  useOnBothRoads(startCodeServer, (road) =>
    useCodeServer(road, async (name, step) => {
      let done = false;
      await all.test(name, { timeout: PATIENCE.step }, async () => {
        await step();
        done = true;
      });
      if (!done) throw new Error(`${name} failed`);
    }),
  ),
);
