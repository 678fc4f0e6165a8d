import { readingsOf } from '../path-readings.ts';
import { FALSE, TRUE, UNKNOWN } from '../truth.ts';
import { setKind, testKind } from './contract.ts';
import { fitsGlob } from './glob.ts';

export const method = setKind({
  form: 'texts',
  about: 'the method of the request; a WebSocket is `websocket`',
  unknown: 'a field of the request names another one (`X-HTTP-Method-Override`)',
  facts: (facts) => (facts.method === undefined ? undefined : [facts.method.toLowerCase()]),
});

/**
 * A path that can be read in more than one way (encoded slashes, dot segments, parameters after `;`) fits only if it fits
 * in every reading, and fits not only if it fits in none: anything between is unknown, so no spelling slips past.
 */
export const path = testKind({
  form: 'globs',
  about: 'the path of the app’s own URL, without the query: `/admin/*`',
  unknown: 'the path can be read in several ways and fits in some of them only',
  compile: (patterns) => {
    const lower = patterns.map((pattern) => pattern.toLowerCase());
    return (facts) => {
      if (facts.path === undefined) return UNKNOWN;
      const { readings, ambiguous } = readingsOf(facts.path);
      const fitting = readings.filter((reading) => lower.some((pattern) => fitsGlob(reading.toLowerCase(), pattern)));
      if (fitting.length === readings.length && !ambiguous) return TRUE;
      return fitting.length === 0 && !ambiguous ? FALSE : UNKNOWN;
    };
  },
  shown: (facts) => facts.path,
});

export const rule = setKind({
  form: 'texts',
  about: 'the rule of the app’s profile that recognised the activity: `jupyter/run-code`',
  unknown: 'never; what no rule recognised has none',
  facts: ({ object }) => (object?.rule === undefined ? [] : [object.rule.toLowerCase()]),
});
