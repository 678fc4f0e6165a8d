import { CONDITIONS, type ConditionName } from './conditions/conditions.ts';
import { CONTENT_REASONS } from './conditions/contract.ts';
import { TRUTHS, type Truth } from './truth.ts';

type Kebab<S extends string> = S extends `${infer Head}${infer Rest}`
  ? `${Head extends Lowercase<Head> ? Head : `-${Lowercase<Head>}`}${Kebab<Rest>}`
  : S;
const OUTCOMES = { true: 'match', false: 'other', unknown: 'unknown' } as const satisfies Record<Truth, string>;
export type ConditionReason = `${Kebab<ConditionName>}-${(typeof OUTCOMES)[Truth]}`;

/** Reasons besides those of the conditions. */
const OTHERS = {
  ...CONTENT_REASONS,
  unconditional: 'The policy has no conditions.',
  'unknown-counts': 'A fact is not known, and the policy counts that as a match.',
  'unknown-matches': 'A fact is not known, and the condition says `unknown: matches`.',
  'unknown-fails': 'A fact is not known, and the condition says `unknown: fails`.',
  monitoring: 'The policy is in the mode `monitoring`: it only records.',
  'stepped-up': 'The sign-in is as strong as the policy asks for.',
  'reason-given': 'The user has given a reason.',
  'not-markable': 'What was asked for cannot carry a mark.',
  'not-maskable': 'What was asked for is nothing in which data can be masked.',
  'not-protectable': 'The file cannot be encrypted or changed as the policy asks.',
  'nothing-to-mask': 'What was asked for is no text, but a picture or code.',
  'only-reads': 'The request changes nothing.',
  'routed-monitor-only': 'The session is routed `monitorOnly`: the policy only records.',
  'routed-direct': 'The user is routed `direct`: entering the app is not kept from them here.',
  'routed-block-downloads': 'The session is routed `blockDownloads`.',
  'native-client': 'The client calls itself a mobile or desktop app, and the app is for browsers.',
  'routed-block': 'The session is routed `block`.',
} as const;
export type Reason = ConditionReason | keyof typeof OTHERS;

/** `fileName` -> `file-name`. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Why a condition of this kind came out so. */
export function reasonOf(name: ConditionName, truth: Truth): ConditionReason {
  return `${kebab(name)}-${OUTCOMES[truth]}` as ConditionReason;
}

const SENTENCES: Readonly<Record<Truth, (name: string, unknown: string) => string>> = {
  true: (name) => `What \`${name}\` asks for is so.`,
  false: (name) => `What \`${name}\` asks for is not so.`,
  unknown: (name, unknown) => `Nothing answers \`${name}\`: ${unknown}.`,
};

/** Every reason a decision can give (law 7): a closed list, explained in docs/policy-reference.md. */
export const REASONS: Readonly<Record<Reason, string>> = {
  ...(Object.fromEntries(
    (Object.keys(CONDITIONS) as ConditionName[]).flatMap((name) =>
      TRUTHS.toReversed().map((truth) => [reasonOf(name, truth), SENTENCES[truth](name, CONDITIONS[name].unknown)]),
    ),
  ) as Record<ConditionReason, string>),
  ...OTHERS,
};
