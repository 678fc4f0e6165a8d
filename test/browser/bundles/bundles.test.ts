import { CHARTS } from './cases/charts.ts';
import { EDITORS } from './cases/editors.ts';
import { FRAMEWORKS } from './cases/frameworks.ts';
import { VIEWERS } from './cases/viewers.ts';
import { checkBundles } from './check-bundles.ts';

/** A few of each kind; `npm run test:bundles` runs them all. */
const { jquery, vue } = FRAMEWORKS;
const { d3 } = CHARTS;
const { ace } = EDITORS;
const { 'pdfjs-dist': pdf } = VIEWERS;
checkBundles({ jquery, vue, d3, ace, pdf } as Parameters<typeof checkBundles>[0]);
