/** Thrown for a file that does not bear what should be done to it. */
export class Unprotectable extends Error {}
