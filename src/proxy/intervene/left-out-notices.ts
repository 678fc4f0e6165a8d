import type { Judgement, Permitted, Reply, Screened } from '../../model/exchange.ts';
import { LEFT_OUT_FIELD } from '../../model/left-out-field.ts';
import { isToldByNextPage, isToldByPage } from './leave-out.ts';

/** Milliseconds within which a redirect is followed. */
const FOLLOWED = 60_000;
const MOST_SESSIONS = 10_000;
const MOST_NAMES = 10;
const LONGEST_NAME = 80;
const LONGEST_MESSAGE = 500;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Tells the page which files of a form did not go. */
export interface LeftOutNotices {
  /**
   * The answer, with a field for the page runtime where files were left out. Script never sees an answer that leads on: what it would have told,
   * the next one to script of the same session and host tells.
   */
  told(exchange: Permitted, reply: Reply): Reply;
  /**
   * The exchange, with what its page tells where the form was sent by a navigation. What comes then may lead on, be no page or none at all: the
   * next page that comes to a window of the same session and app tells.
   */
  onPage(exchange: Screened): Screened;
}

export function createLeftOutNotices(now: () => number): LeftOutNotices {
  const waiting = createWaiting(now);
  const forPages = createWaiting(now);
  return {
    onPage(exchange) {
      if (!isToldByNextPage(exchange)) return exchange;
      const key = `${exchange.session.id} ${exchange.app.id}`;
      if (exchange.leftOut) forPages.put(key, textOf(exchange.leftOut));
      if (forPages.isEmpty()) return exchange;
      // Pages that are read whole may be written twice.
      let taken: { readonly text: string | undefined } | undefined;
      return {
        ...exchange,
        leftOutHere() {
          taken ??= { text: forPages.take(key) };
          return taken.text;
        },
      };
    },
    told(exchange, reply) {
      const key = `${exchange.session.id} ${exchange.authority}`;
      const own = exchange.leftOut && textOf(exchange.leftOut);
      if (own === undefined && waiting.isEmpty()) return reply;
      if (!isToldByPage(exchange)) return reply;
      const before = waiting.take(key);
      const text = own ?? before;
      if (text === undefined) return reply;
      if (REDIRECTS.has(reply.status)) {
        waiting.put(key, text);
        return reply;
      }
      const said = [
        ['sallyport-decision', 'left-out'],
        [LEFT_OUT_FIELD, encodeURIComponent(text)],
      ] as const;
      return { ...reply, headers: [...reply.headers, ...said] };
    },
  };
}

/** Texts that wait for what tells them, each once and not for long. */
function createWaiting(now: () => number) {
  const waiting = new Map<string, { readonly text: string; readonly until: number }>();
  return {
    isEmpty: () => waiting.size === 0,
    put(key: string, text: string): void {
      const [oldest] = waiting.keys();
      if (waiting.size >= MOST_SESSIONS && oldest !== undefined) waiting.delete(oldest);
      waiting.set(key, { text, until: now() + FOLLOWED });
    },
    take(key: string): string | undefined {
      const found = waiting.get(key);
      waiting.delete(key);
      return found && found.until > now() ? found.text : undefined;
    },
  };
}

/** The files and why, a line each. */
function textOf(left: readonly Judgement[]): string {
  const names = left.slice(0, MOST_NAMES).map(({ object }) => cut(object.name ?? '', LONGEST_NAME));
  const more = left.length > MOST_NAMES ? [`… (${left.length - MOST_NAMES})`] : [];
  const message = left.find(({ decision }) => decision.message)?.decision.message?.plain ?? '';
  return [...names, ...more, cut(message, LONGEST_MESSAGE)].filter(Boolean).join('\n');
}

/** At most so many signs, none of them half of one: those cannot be encoded. */
function cut(text: string, longest: number): string {
  const signs = [...text.toWellFormed()];
  return signs.length <= longest ? signs.join('') : `${signs.slice(0, longest - 1).join('')}…`;
}
