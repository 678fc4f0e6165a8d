import type { ProfileMatch } from '../model/activity.ts';
import type { HeaderList } from '../model/headers.ts';
import { type Fields, formFields, NO_FIELDS, UNREAD } from './fields.ts';
import { messageFields } from './message-fields.ts';
import { pathSpellings } from './path-spellings.ts';
import type { ActivityProfile } from './profile.ts';
import { type CompiledRule, compileRule } from './rule.ts';

/** What is known of a request without its body. */
export interface RequestSeen {
  /** A WebSocket is `WEBSOCKET`. */
  readonly method: string;
  /** The app's own host. */
  readonly host: string;
  readonly target: string;
  readonly headers: HeaderList;
}

/** What a request is by an app's profile: known now, and once the answer's status and header are there. */
export interface Recognition {
  readonly now: readonly ProfileMatch[];
  readonly later: ((status: number, headers: HeaderList) => readonly ProfileMatch[]) | undefined;
}

/** A profile ready to recognise. Pure: the same exchange is always the same activity. */
export interface Recogniser {
  /** Whether what is in the body makes a difference. */
  needsFields(request: RequestSeen): boolean;
  /** `fields` of the body; UNREAD for one that could not be read, left out for none. */
  recognise(request: RequestSeen, fields?: Fields): Recognition;
  /** What reads the messages of a WebSocket in one direction, as it was opened; undefined where no rule is about them. */
  messages(request: RequestSeen, to: 'app' | 'browser'): RecogniseMessage | undefined;
}

/** What a message is; undefined stands for one that could not be read, which is what it may be. */
export type RecogniseMessage = (text: string | undefined) => readonly ProfileMatch[];

const NOTHING: Recognition = { now: [], later: undefined };

export function createRecogniser(profile: ActivityProfile): Recogniser {
  const byMethod = new Map<string, CompiledRule[]>();
  const ofMessages = new Map<string, CompiledRule[]>();
  for (const rule of profile.rules.map((each) => compileRule(profile, each))) {
    const rules = rule.message ? ofMessages : byMethod;
    for (const method of rule.methods) rules.set(method, [...(rules.get(method) ?? []), rule]);
  }

  function open({ method, host, target, headers }: RequestSeen, of = byMethod) {
    const [path = '/', ...rest] = target.split('?');
    const rules = of.get(method.toUpperCase());
    if (!rules) return undefined;
    const spellings = pathSpellings(path);
    const fitting = rules.flatMap((rule) => {
      const words = rule.place(host.toLowerCase(), spellings);
      return words ? [{ rule, words }] : [];
    });
    return fitting.length === 0 ? undefined : { fitting, headers, query: formFields(rest.join('?')) };
  }

  return {
    messages(request, to) {
      const opened = open({ ...request, method: 'WEBSOCKET' }, ofMessages);
      if (!opened) return undefined;
      const { headers, query } = opened;
      const rules = opened.fitting.filter(({ rule }) => rule.message?.to === to && rule.head(headers, query));
      if (rules.length === 0) return undefined;
      const names = new Set(rules.flatMap(({ rule }) => rule.message!.names.map((name) => name.toLowerCase())));
      return (text) => {
        const fields = text === undefined ? UNREAD : messageFields(text, names);
        return rules.flatMap(({ rule, words }) => rule.message?.read(words, query, fields) ?? []);
      };
    },
    needsFields(request) {
      const opened = open(request);
      if (!opened) return false;
      return opened.fitting.some(({ rule }) => rule.readsBody && rule.head(opened.headers, opened.query));
    },
    recognise(request, body = NO_FIELDS) {
      const opened = open(request);
      if (!opened) return NOTHING;
      const found = opened.fitting.flatMap(({ rule, words }) => {
        const { headers, query } = opened;
        const match = rule.head(headers, query) ? rule.body(words, query, body) : undefined;
        return match ? [{ rule, match }] : [];
      });
      const awaited = found.filter(({ rule }) => rule.answer);
      return {
        now: found.flatMap(({ rule, match }) => (rule.answer ? [] : [match])),
        later:
          awaited.length === 0
            ? undefined
            : (status, headers) =>
                awaited.flatMap(({ rule, match }) => (rule.answer?.(status, headers) ? [match] : [])),
      };
    },
  };
}
