/**
 * Blanks and comments, then the directive (ECMA-262 section 11.2.2). What a lookahead has read is read in no other way, or each comment
 * before what is no directive would double the time that it takes.
 */
const STRICT = /^(?=((?:\s+|\/\*[\s\S]*?\*\/|\/\/.*)*))\1(["'])use strict\2/;

/** Whether a script says first that it is strict, which text put before it would end. */
export const beginsStrict = (script: string): boolean => STRICT.test(script);
