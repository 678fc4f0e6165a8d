/** `npm run test:apps`: the apps that are too large to install for every run of the suite. */

import { describe, test } from 'node:test';
import { type Journey, type StartApp, useOnBothRoads } from '../../support/app-roads.ts';
import { startActualBudget, useActualBudget } from './actual-budget.ts';
import { startVite, useVite } from './vite.ts';
import { startWordPress, useWordPress } from './wordpress.ts';

const APPS: Readonly<Record<string, readonly [StartApp, Journey]>> = {
  'Actual Budget': [startActualBudget, useActualBudget],
  Vite: [startVite, useVite],
  WordPress: [startWordPress, useWordPress],
};

describe('published apps are used and store alike bare and through the gateway', () => {
  for (const [name, [start, use]] of Object.entries(APPS)) test(name, () => useOnBothRoads(start, use));
});
