/** `npm run test:bundles`: every published bundle of the tables. */

import { CHARTS } from './cases/charts.ts';
import { EDITORS } from './cases/editors.ts';
import { ENGINES } from './cases/engines.ts';
import { FRAMEWORKS } from './cases/frameworks.ts';
import { VIEWERS } from './cases/viewers.ts';
import { checkBundles } from './check-bundles.ts';

checkBundles({ ...FRAMEWORKS, ...CHARTS, ...EDITORS, ...VIEWERS, ...ENGINES });
