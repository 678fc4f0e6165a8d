import { randomBytes } from 'node:crypto';

/** Text of a page that is known only after what stands before it has been rewritten. */
export interface LaterText {
  /** What stands for it until then. */
  mark(text: Promise<string>): string;
  /** Rewritten text with the marks in it replaced; waits for those that are not known yet, and rejects with them. */
  settle(text: string): string | Promise<string>;
}

/** Marks for one page. */
export function createLaterText(): LaterText {
  // Nothing in the page can hold this.
  const name = `sallyport-${randomBytes(12).toString('hex')}-`;
  const marks = new RegExp(`${name}(\\d+)\\.`, 'g');
  const pending: Promise<string>[] = [];

  async function replaced(text: string): Promise<string> {
    let out = '';
    let from = 0;
    for (const match of text.matchAll(marks)) {
      out += text.slice(from, match.index) + (await pending[Number(match[1])]);
      from = match.index + match[0].length;
    }
    return out + text.slice(from);
  }

  return {
    mark(text) {
      // Whoever settles is told; a page that was broken off settles nothing.
      text.catch(() => {});
      return `${name}${pending.push(text) - 1}.`;
    },
    settle: (text) => (pending.length > 0 && text.includes(name) ? replaced(text) : text),
  };
}
