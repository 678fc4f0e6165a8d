import type { Facts } from '../model/decision.ts';
import { CONDITIONS, type ConditionName } from './conditions/conditions.ts';
import { foldCase } from './conditions/glob.ts';
import type { Condition, PolicyDocument } from './policy-document.ts';
import { answerAlone } from './program.ts';
import { allOf, anyOf, type Level, not, UNKNOWN } from './truth.ts';

/** What is settled before anything is done in an app; the rest of the facts may still come out either way. */
const SETTLED = [
  'user',
  'group',
  'app',
  'device',
  'ip',
  'network',
  'country',
  'isp',
] as const satisfies readonly ConditionName[];
const OPEN = (Object.keys(CONDITIONS) as ConditionName[]).filter(
  (name) => !(SETTLED as readonly ConditionName[]).includes(name),
);

/** Whether any policy could come out differently with and without a device tag, for somebody of whom this is known. */
export type TagQuestion = (facts: Facts) => boolean;

/**
 * Asks every policy that names the tag. It is worked out with the tag and without it: where both are surely true or both
 * surely false, the tag has no say. What administrators made of unknown is left aside, since a fact that is unknown now may
 * be known later.
 */
export function createTagQuestion(
  documents: ReadonlyArray<Pick<PolicyDocument, 'mode'> & { readonly when?: Condition | undefined }>,
  tag: string,
): TagQuestion {
  const naming = documents.flatMap(({ mode, when }) =>
    mode !== 'disabled' && when !== undefined && names(when, tag) ? [when] : [],
  );
  return (facts) =>
    naming.some((when) => {
      const [held, missing] = [true, false].map((value) =>
        truthIn(when, { ...facts, certificateTag: { tag, held: value } }),
      );
      return held !== missing || held === UNKNOWN;
    });
}

function names({ device, all = [], any = [], not: inner }: Condition, tag: string): boolean {
  if (device?.some((each) => foldCase(each) === foldCase(tag))) return true;
  return [...all, ...any, ...(inner ? [inner] : [])].some((each) => names(each, tag));
}

function truthIn(condition: Condition, facts: Facts): Level {
  const { all, any, not: inner } = condition;
  const parts: Level[] = [];
  for (const name of SETTLED) {
    const values = condition[name];
    if (values) parts.push(answerAlone(name, values, facts));
  }
  if (OPEN.some((name) => condition[name] !== undefined)) parts.push(UNKNOWN);
  if (all) parts.push(allOf(all.map((each) => truthIn(each, facts))));
  if (any) parts.push(anyOf(any.map((each) => truthIn(each, facts))));
  if (inner) parts.push(not(truthIn(inner, facts)));
  return allOf(parts);
}
