/** Thrown for a list that cannot be read or made; the message says why. */
export class WordListFault extends Error {}
