import type { Facts } from '../../model/decision.ts';
import { readingsOf } from '../path-readings.ts';
import { FALSE, TRUE, UNKNOWN } from '../truth.ts';
import { byPatterns } from './by-patterns.ts';
import { setKind, testKind } from './contract.ts';
import { compileGlob, lowerAll } from './glob.ts';

export const method = setKind({
  form: 'texts',
  about: 'the method of the request; a WebSocket is `websocket`',
  unknown: 'a field of the request names another one (`X-HTTP-Method-Override`)',
  facts: (facts) => (facts.method === undefined ? undefined : [facts.method.toLowerCase()]),
});

let last: { readonly path: string; readonly readings: readonly string[] | undefined } | undefined;

/** Every way to read the path, in lower case; undefined where there are others, or no path. Every policy with a path asks for the same. */
function listedReadings({ path: text }: Facts): readonly string[] | undefined {
  if (text === undefined) return undefined;
  if (last?.path !== text) {
    const { readings, ambiguous } = readingsOf(text);
    last = { path: text, readings: ambiguous ? undefined : lowerAll(readings) };
  }
  return last.readings;
}

/**
 * A path that can be read in more than one way (encoded slashes, dot segments, parameters after `;`) fits only if it fits
 * in every reading, and fits not only if it fits in none: anything between is unknown, so no spelling slips past.
 */
export const path = testKind({
  form: 'globs',
  about: 'the path of the app’s own URL, without the query: `/admin/*`',
  unknown: 'the path can be read in several ways and fits in some of them only',
  compile: (patterns) => {
    const compiled = patterns.map(compileGlob);
    return (facts) => {
      const readings = listedReadings(facts);
      if (readings === undefined) return UNKNOWN;
      let fitting = 0;
      for (const reading of readings) if (compiled.some((fits) => fits(reading))) fitting++;
      return fitting === readings.length ? TRUE : fitting === 0 ? FALSE : UNKNOWN;
    };
  },
  shown: (facts) => facts.path,
  sieve: byPatterns(lowerAll, listedReadings),
});

export const rule = setKind({
  form: 'texts',
  about: 'the rule of the app’s profile that recognised the activity: `jupyter/run-code`',
  unknown: 'never; what no rule recognised has none',
  facts: ({ object }) => (object?.rule === undefined ? [] : [object.rule.toLowerCase()]),
});
