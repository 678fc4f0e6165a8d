/**
 * Whether `part` stands in `text` at `at`, which is not negative. Code that runs in pages asks so: libraries put a `startsWith` of their
 * own in place of the browser's that knows no position (Prototype before 1.7.3).
 */
export const isAt = (text: string, part: string, at: number): boolean => text.slice(at, at + part.length) === part;
