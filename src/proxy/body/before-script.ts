import { beginsStrict } from '../../rewrite/js/begins-strict.ts';

/** How much of a file is looked at for its directive: licences stand before it. */
const LOOK_AHEAD = 64 * 1024;

/**
 * What to put before a script, on its first line so that line numbers stay, for `prelude` to run first. A directive keeps its
 * effect, which text before it would end, and a hashbang, which counts only as the very first characters, becomes the
 * comment that it is.
 */
export function beforeScript(prelude: string, script: Buffer): string {
  const start = script.subarray(0, LOOK_AHEAD).toString('utf8');
  const directive = beginsStrict(start) ? '"use strict";' : '';
  const comment = start.startsWith('#!') ? '//' : '';
  return directive + prelude + comment;
}
