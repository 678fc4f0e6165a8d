import type { ProfileMatch } from '../model/activity.ts';
import { type HeaderList, headerValues } from '../model/headers.ts';
import type { Fields } from './fields.ts';
import { decoded } from './path-spellings.ts';
import { LONGEST, type Pattern, pathPattern, valuePattern, type Words } from './pattern.ts';
import { type ActivityProfile, type ProfileRule, TOLD_BY_ANSWER } from './profile.ts';

/** A rule in the order in which it is cheap to ask. */
export interface CompiledRule {
  readonly methods: readonly string[];
  readonly readsBody: boolean;
  /** Words that the path gives; undefined where host or path do not fit. */
  readonly place: (host: string, spellings: readonly string[]) => Words | undefined;
  readonly head: (headers: HeaderList, query: Fields) => boolean;
  readonly body: (words: Words, query: Fields, body: Fields) => ProfileMatch | undefined;
  /** Of a rule about messages: which way they go, the fields it asks for, and what it makes of them. */
  readonly message:
    | {
        readonly to: 'app' | 'browser';
        readonly names: readonly string[];
        readonly read: (words: Words, query: Fields, fields: Fields) => ProfileMatch | undefined;
      }
    | undefined;
  /** Where the answer has a say. */
  readonly answer: ((status: number, headers: HeaderList) => boolean) | undefined;
}

const LONGEST_NAME = 255;

export function compileRule(profile: ActivityProfile, rule: ProfileRule): CompiledRule {
  const paths = rule.path.map(pathPattern);
  const hosts = rule.host === undefined ? undefined : values(profile.hosts?.[rule.host] ?? []);
  const types = rule.contentType && values(rule.contentType);
  const headers = tests(rule.header);
  const query = tests(rule.query);
  const fields = tests(rule.field);
  const params = tests(rule.param);
  const answers = tests(rule.answer);
  const messages = rule.message?.any.map(tests) ?? [];
  const status = rule.status ?? (rule.answer ? undefined : ['2xx']);
  function matched(words: Words, asked: Fields, sent: Fields): ProfileMatch {
    const all = (name: string): readonly string[] => [...valuesOf(sent, name), ...valuesOf(asked, name)];
    const word = (name: string): string | undefined => {
      const [from, key] = /^(query|field|param)\.(.*)$/.exec(name)?.slice(1) ?? [];
      if (from === undefined || key === undefined) return words[name] === undefined ? undefined : decoded(words[name]);
      return from === 'query' ? valuesOf(asked, key)[0] : from === 'field' ? valuesOf(sent, key)[0] : all(key)[0];
    };
    const name = filled(rule.item, word);
    const id = filled(rule.object, word);
    return {
      rule: `${profile.id}/${rule.id}`,
      activity: rule.activity,
      ...(name === undefined ? {} : { name }),
      ...(id === undefined ? {} : { id }),
      ...(rule.carries === undefined ? {} : { carries: rule.carries }),
    };
  }
  return {
    methods: rule.method,
    readsBody: fields.length > 0 || params.length > 0 || /\{(field|param)\./.test(`${rule.item} ${rule.object}`),
    place(host, spellings) {
      if (hosts && !fits(hosts, [host], true)) return undefined;
      for (const spelling of spellings) {
        if (spelling.length > LONGEST) return {};
        for (const fit of paths) {
          const words = fit(spelling);
          if (words) return words;
        }
      }
      return undefined;
    },
    head: (given, asked) =>
      (types === undefined || fits(types, headerValues(given, 'content-type').map(mediaType), true)) &&
      headers.every(([name, patterns]) => fits(patterns, headerValues(given, name), true)) &&
      query.every(([name, patterns]) => fits(patterns, valuesOf(asked, name), asked.complete)),
    message: rule.message && {
      to: rule.message.to,
      names: [...messages.flat().map(([name]) => name), ...fieldNames(rule)],
      read: (words, asked, sent) =>
        messages.some((wanted) =>
          wanted.every(([name, patterns]) => fits(patterns, valuesOf(sent, name), sent.complete)),
        )
          ? matched(words, asked, sent)
          : undefined,
    },
    body(words, asked, sent) {
      const all = (name: string): readonly string[] => [...valuesOf(sent, name), ...valuesOf(asked, name)];
      const good =
        fields.every(([name, patterns]) => fits(patterns, valuesOf(sent, name), sent.complete)) &&
        params.every(([name, patterns]) => fits(patterns, all(name), sent.complete && asked.complete));
      return good ? matched(words, asked, sent) : undefined;
    },
    answer:
      rule.status === undefined && rule.answer === undefined && !TOLD_BY_ANSWER.has(rule.activity)
        ? undefined
        : (code, given) =>
            (status === undefined || status.some((each) => String(code).startsWith(each.replace(/x+$/i, '')))) &&
            answers.every(([name, patterns]) => fits(patterns, headerValues(given, name), true)),
  };
}

/** Fields that a rule's names are made of. */
function fieldNames({ item = [], object = [] }: ProfileRule): readonly string[] {
  return [...`${item} ${object}`.matchAll(/\{(?:field|param)\.([\w.*-]+)\}/g)].map(([, name]) => name!);
}

function tests(written: Readonly<Record<string, readonly string[]>> = {}) {
  return Object.entries(written).map(([name, patterns]) => [name, values(patterns)] as const);
}

function values(patterns: readonly string[]): readonly Pattern[] {
  return patterns.map(valuePattern);
}

/** Some servers do not mind the case of names: those must not be fooled by it. */
function valuesOf({ values: held }: Fields, name: string): readonly string[] {
  return held.get(name.toLowerCase()) ?? [];
}

/**
 * Whether one of the values fits one of the patterns, and none those with `!`. What could not be read, and what is too long to
 * be, fits: it is what it may be.
 */
function fits(patterns: readonly Pattern[], given: readonly string[], complete: boolean): boolean {
  if (given.some((value) => value.length > LONGEST)) return true;
  if (given.length === 0 && !complete) return true;
  const forbidden = patterns.filter(({ negated }) => negated);
  if (given.some((value) => forbidden.some((each) => each.fits(value)))) return false;
  if (forbidden.length === patterns.length) return true;
  return given.some((value) => patterns.some((each) => !each.negated && each.fits(value)));
}

function mediaType(value: string): string {
  return value.split(';', 1)[0]!.trim();
}

/** The first text whose words are all known and not empty, fit to be shown. */
function filled(
  templates: readonly string[] | undefined,
  word: (name: string) => string | undefined,
): string | undefined {
  for (const template of templates ?? []) {
    let known = true;
    const text = template.replace(/\{([\w.*-]+)\}/g, (_whole, name: string) => {
      const value = word(name);
      if (value === undefined || value === '') known = false;
      return value ?? '';
    });
    if (known) return text.replace(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, LONGEST_NAME);
  }
  return undefined;
}
