import type { ActivityType } from '../../model/activity.ts';
import type { Fact, Facts } from '../../model/decision.ts';
import type { ContentCondition } from '../content-document.ts';
import type { Sieve } from '../sieve.ts';
import type { Level } from '../truth.ts';
import type { Product } from '../user-agent-versions.ts';

/** Bytes; at least one bound. */
export interface ByteBounds {
  readonly over?: number;
  readonly under?: number;
}

/** Part of a week. Without days every day; `from` after `to` reaches over midnight and belongs to the day it begins on. */
export interface TimeWindow {
  readonly days?: readonly Weekday[];
  /** Minutes after midnight. */
  readonly from?: number;
  readonly to?: number;
  /** IANA name; UTC without one. */
  readonly zone?: string;
}
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** More than so many of one activity by one user within so many milliseconds, this one included. */
export interface Rate {
  readonly activity: ActivityType;
  readonly over: number;
  readonly within: number;
}

/** The oldest version of each product that is not outdated, such as `140` or `17.4`; at least one. */
export type Versions = { readonly [Each in Product]?: string };

/** What an administrator may write for a condition, by name of its form. A list of words is a form too: one or more of them. */
export interface Forms {
  readonly texts: readonly string[];
  readonly globs: readonly string[];
  readonly words: readonly string[];
  readonly ranges: readonly string[];
  readonly countries: readonly string[];
  readonly bytes: ByteBounds;
  readonly versions: Versions;
  readonly windows: readonly TimeWindow[];
  readonly rate: Rate;
  readonly content: ContentCondition;
}
export type Form = keyof Forms | readonly string[];
export type ValuesOf<F> = F extends readonly (infer Word)[]
  ? readonly Word[]
  : F extends keyof Forms
    ? Forms[F]
    : never;

/** Reasons of tests of content, which is more than one fact. */
export const CONTENT_REASONS = {
  'label-match': 'The file carries one of the sensitivity labels named.',
  'label-other': 'The file carries none of the sensitivity labels named.',
  'label-unknown': 'It could not be read which sensitivity labels the file carries.',
  'malware-found': 'The file is malware.',
  'malware-none': 'The scanners found no malware in the file.',
  'malware-unknown': 'No scanner could say whether the file is malware.',
  'file-match': 'The file is of a kind named.',
  'file-other': 'The file is of another kind than those named.',
} as const;
export type ContentReason = keyof typeof CONTENT_REASONS | `content-${'match' | 'other' | 'unknown'}`;

/** What every kind of condition says of itself; docs/policy-reference.md is made of it. */
interface Described<F extends Form> {
  readonly form: F;
  /** What it tests. */
  readonly about: string;
  /** When its fact is unknown. */
  readonly unknown: string;
}

/** One of the values written must be among the facts. All conditions of such a kind are answered by one look-up. */
export interface SetKind<F extends Form = Form> extends Described<F> {
  /** The facts in lower case; undefined is unknown. */
  readonly facts: (facts: Facts) => Fact<readonly string[]>;
  /** Where the fact is the word of somebody who may gain by it: it can make a policy hold, and never keeps one from holding. */
  readonly claimed?: (facts: Facts) => boolean;
  readonly compile?: never;
  readonly shown?: never;
  readonly sieve?: never;
}

/** A test of its own. Total, and without memory of what it was asked before. */
export interface TestKind<F extends Form = Form> extends Described<F> {
  readonly compile: (values: ValuesOf<F>) => (facts: Facts) => Level;
  /** The fact as an explanation shows it; undefined is unknown. */
  readonly shown: (facts: Facts) => string | undefined;
  /** Reasons that say more than the kind does; `{kind}-match` and so on without it. */
  readonly told?: (values: ValuesOf<F>) => (facts: Facts) => readonly ContentReason[];
  /** Where many tests of the kind can be told apart without asking each. */
  readonly sieve?: Sieve<ValuesOf<F>>;
  readonly facts?: never;
  readonly claimed?: never;
}

/** Keeps the form's words as a type. */
export function setKind<const F extends Form>(kind: SetKind<F>): SetKind<F> {
  return kind;
}
export function testKind<const F extends Form>(kind: TestKind<F>): TestKind<F> {
  return kind;
}
