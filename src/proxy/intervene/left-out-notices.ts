import type { Judgement, Permitted, Reply } from '../../model/exchange.ts';
import { LEFT_OUT_FIELD } from '../../model/left-out-field.ts';
import { isToldByPage } from './leave-out.ts';

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
}

export function createLeftOutNotices(now: () => number): LeftOutNotices {
  const waiting = new Map<string, { readonly text: string; readonly until: number }>();
  return {
    told(exchange, reply) {
      const key = `${exchange.session.id} ${exchange.authority}`;
      const own = exchange.leftOut && textOf(exchange.leftOut);
      if (own === undefined && waiting.size === 0) return reply;
      if (!isToldByPage(exchange)) return reply;
      const before = waiting.get(key);
      waiting.delete(key);
      const text = own ?? (before && before.until > now() ? before.text : undefined);
      if (text === undefined) return reply;
      if (REDIRECTS.has(reply.status)) {
        const [oldest] = waiting.keys();
        if (waiting.size >= MOST_SESSIONS && oldest !== undefined) waiting.delete(oldest);
        waiting.set(key, { text, until: now() + FOLLOWED });
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
