/** What the gateway has put behind the digests of the page. */
export const TRANSLATED = /\t \tsha\d+-[\w+/=]+/g;
/** Characters of one request: its address has to be no longer than servers take. */
const LONGEST = 4096;

/** A file that the page names with digests, by what the gateway is asked about it. */
export interface Question {
  readonly query: string;
  readonly own: string;
}

/** The digests of many files, each behind the page's own, asked for together and once. `request` gives a line for each; it may throw. */
export function createDigestDesk(
  request: (query: string) => string,
): (questions: readonly Question[]) => readonly string[] {
  const known = new Map<string, string>();

  function ask(questions: readonly Question[]): void {
    let lines: readonly string[];
    try {
      lines = request(questions.map(({ query }) => query).join('&')).split('\n');
    } catch {
      // A policy of the page or of the gateway forbids it.
      return;
    }
    for (let at = 0; at < questions.length; at++) {
      const { query, own } = questions[at]!;
      const told = lines[at] ?? '';
      // What the answer is if it is no refusal: whatever is added could only let in more. What could not be told may be the next time.
      if (told !== own && told.replace(TRANSLATED, '') === own.replace(/[\t\n\f\r ]+/g, ' ')) known.set(query, told);
    }
  }

  return (questions) => {
    let batch: Question[] = [];
    let length = 0;
    for (const question of questions) {
      if (known.has(question.query)) continue;
      if (length + question.query.length > LONGEST && batch.length > 0) {
        ask(batch);
        [batch, length] = [[], 0];
      }
      batch.push(question);
      length += question.query.length;
    }
    if (batch.length > 0) ask(batch);
    return questions.map(({ query, own }) => known.get(query) ?? own);
  };
}
