import { createInterface } from 'node:readline';

/** Asks on standard error and reads a line of standard input; undefined when there are no more. */
export interface Questions {
  ask(question: string): Promise<string | undefined>;
  close(): void;
}

export function openQuestions(): Questions {
  const reader = createInterface({ input: process.stdin, terminal: false });
  const lines = reader[Symbol.asyncIterator]();
  return {
    async ask(question) {
      process.stderr.write(`${question}: `);
      const { value, done } = await lines.next();
      return done ? undefined : String(value).trim();
    },
    close: () => reader.close(),
  };
}
