import { CHARTS } from './cases/charts.ts';
import { FRAMEWORKS } from './cases/frameworks.ts';
import { VIEWERS } from './cases/viewers.ts';
import { checkBundles } from './check-bundles.ts';

/** A few that are small to install; `npm run test:bundles` runs them all. */
const { jquery, vue } = FRAMEWORKS;
const { d3, 'chart.js': chart } = CHARTS;
const { leaflet } = VIEWERS;
checkBundles({ jquery, vue, d3, chart, leaflet } as Parameters<typeof checkBundles>[0]);
