import type { Facts } from '../model/decision.ts';
import { CONDITIONS } from './conditions/conditions.ts';
import type { Condition, FactCondition, PolicyDocument } from './policy-document.ts';
import { allOf, anyOf, not, type Truth } from './truth.ts';

/** What is settled before anything is done in an app; the rest of the facts may still come out either way. */
const SETTLED = ['user', 'group', 'app', 'device', 'ip'] as const satisfies readonly (keyof FactCondition)[];
const OPEN = Object.keys(CONDITIONS).filter((kind) => !(SETTLED as readonly string[]).includes(kind));

/** Whether any policy could come out differently with and without a device tag, for somebody of whom this is known. */
export type TagQuestion = (facts: Facts) => boolean;

/**
 * Asks every policy that names the tag. It is worked out with the tag and without it: where both are surely true or both
 * surely false, the tag has no say. What administrators made of unknown is left aside, since a fact that is unknown now may
 * be known later.
 */
export function createTagQuestion(documents: readonly PolicyDocument[], tag: string): TagQuestion {
  const naming = documents.flatMap(({ mode, when }) =>
    mode !== 'disabled' && when !== undefined && names(when, tag) ? [when] : [],
  );
  return (facts) =>
    naming.some((when) => {
      const [held, missing] = [true, false].map((value) =>
        truthIn(when, { ...facts, certificateTag: { tag, held: value } }),
      );
      return held !== missing || held === 'unknown';
    });
}

function names({ device, all = [], any = [], not: inner }: Condition, tag: string): boolean {
  if (device?.some((each) => each.toLowerCase() === tag.toLowerCase())) return true;
  return [...all, ...any, ...(inner ? [inner] : [])].some((each) => names(each, tag));
}

function truthIn(condition: Condition, facts: Facts): Truth {
  const { all, any, not: inner } = condition;
  const parts: Truth[] = [];
  for (const kind of SETTLED) {
    const values = condition[kind];
    if (values) parts.push(CONDITIONS[kind](values)(facts).truth);
  }
  if (OPEN.some((kind) => condition[kind as keyof Condition] !== undefined)) parts.push('unknown');
  if (all) parts.push(allOf(all.map((each) => truthIn(each, facts))));
  if (any) parts.push(anyOf(any.map((each) => truthIn(each, facts))));
  if (inner) parts.push(not(truthIn(inner, facts)));
  return allOf(parts);
}
