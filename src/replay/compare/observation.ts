/** What is compared of an exchange. */
export const ASPECTS = ['outcome', 'status', 'decisions', 'activities', 'page', 'headers', 'body', 'asked'] as const;
export type Aspect = (typeof ASPECTS)[number];

/** What each of them is, for people. */
export const ASPECT_TITLES: Readonly<Record<Aspect, string>> = {
  outcome: 'outcome',
  status: 'status',
  decisions: 'decisions',
  activities: 'rows of the activity log',
  page: 'what the page runtime is told',
  headers: 'headers to the browser',
  body: 'bytes to the browser',
  asked: 'request to the app',
};

/** All of an exchange that two runs can differ in, as lines that people can read. */
export interface Observation {
  /** Asker, method, URL and which of those that are alike: `somebody GET https://wiki.corp.test/ #1`. */
  readonly key: string;
  readonly seen: Readonly<Record<Aspect, readonly string[]>>;
}

/** A difference in one aspect. Lines that are in both are left out. */
export interface Difference {
  readonly aspect: Aspect;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Where two observations of one exchange differ. */
export function differences(
  before: Observation,
  after: Observation,
  aspects: readonly Aspect[],
): readonly Difference[] {
  return aspects.flatMap((aspect) => {
    const [was, is] = [before.seen[aspect] ?? [], after.seen[aspect]];
    if (was.join('\n') === is.join('\n')) return [];
    const [gone, come] = [without(was, is), without(is, was)];
    // The same lines in another order.
    const moved = gone.length === 0 && come.length === 0;
    return [{ aspect, before: moved ? was : gone, after: moved ? is : come }];
  });
}

/** The lines of `all` that `others` has not, each as often as it is missing there. */
function without(all: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return all.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
