/** Milliseconds for which a sign-in counts as the one just asked for: the way back from the identity provider takes some. */
export const JUST_NOW = 60_000;
