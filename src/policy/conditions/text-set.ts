import type { Fact } from '../../model/decision.ts';
import { truthOf } from '../truth.ts';
import type { Answer } from './contract.ts';

/** Whether any known value is one of the wanted ones (lower case); unknown when the fact is. */
export function matchTexts(
  known: Fact<readonly string[]>,
  wanted: ReadonlySet<string>,
  subject: 'user' | 'group' | 'device',
): Answer {
  if (known === undefined) return { truth: 'unknown', reasons: [`${subject}-unknown`] };
  const hit = known.some((value) => wanted.has(value.toLowerCase()));
  return { truth: truthOf(hit), reasons: [hit ? `${subject}-match` : `${subject}-other`] };
}

export function lowerSet(values: readonly string[]): ReadonlySet<string> {
  return new Set(values.map((value) => value.toLowerCase()));
}
