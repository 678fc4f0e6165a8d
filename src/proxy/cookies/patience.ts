/** Tries in a row before a name is only tried now and then, and the pause between such tries in milliseconds. */
const TRIES = 8;
const PAUSE = 60_000;
const REMEMBERED = 256;

/**
 * Which of the cookies that do not belong in the browser are worth taking back again: one that was set above the gateway's
 * suffix, on a domain the gateway shares with others, comes back every time.
 */
export function createPatience(now: () => number): (names: readonly string[]) => readonly string[] {
  const tried = new Map<string, { readonly count: number; readonly at: number }>();
  return (names) =>
    names.filter((name) => {
      const last = tried.get(name) ?? { count: 0, at: 0 };
      if (last.count >= TRIES && now() - last.at < PAUSE) return false;
      if (!tried.has(name) && tried.size >= REMEMBERED) tried.clear();
      tried.set(name, { count: last.count + 1, at: now() });
      return true;
    });
}
