import { z } from 'zod';
import { CONDITIONS, type ConditionName } from '../policy/conditions/conditions.ts';
import type { Condition } from '../policy/policy-document.ts';
import { choice, FORM_SCHEMAS } from './condition-forms.ts';

/** The tests a condition can hold: one key for each kind there is. */
const tests = Object.fromEntries(
  (Object.keys(CONDITIONS) as ConditionName[]).map((name) => {
    const { form, about } = CONDITIONS[name];
    const schema = typeof form === 'string' ? FORM_SCHEMAS[form] : choice(form);
    return [name, schema.optional().describe(`${about[0]?.toUpperCase()}${about.slice(1)}.`)];
  }),
) as unknown as Record<ConditionName, z.ZodType>;

/** A condition as it is written. */
export const conditionSchema: z.ZodType<Condition> = z.lazy(
  () =>
    z
      .strictObject({
        ...tests,
        unknown: z
          .enum(['matches', 'fails'])
          .optional()
          .describe(
            'What the tests of this node make of a fact nobody knows. Left out, it stays unknown, and a policy whose conditions are unknown matches.',
          ),
        all: z.array(conditionSchema).min(1).optional().describe('Conditions that must all hold.'),
        any: z.array(conditionSchema).min(1).optional().describe('Conditions of which one must hold.'),
        not: conditionSchema.optional().describe('A condition that must not hold.'),
      })
      .refine((node) => Object.keys(node).some((key) => key !== 'unknown'), { message: 'tests nothing' })
      .describe('A boolean tree; several keys of one node must all hold.') as unknown as z.ZodType<Condition>,
);

/** Tests in a condition that are not among the allowed, and where they stand. */
export function foreignConditions(
  condition: Condition,
  allowed: ReadonlySet<ConditionName>,
): ReadonlyArray<{ readonly name: ConditionName; readonly path: readonly PropertyKey[] }> {
  const { all = [], any = [], not } = condition;
  const own = (Object.keys(CONDITIONS) as ConditionName[]).filter(
    (name) => condition[name] !== undefined && !allowed.has(name),
  );
  const under = (inner: Condition, ...path: readonly PropertyKey[]) =>
    foreignConditions(inner, allowed).map((found) => ({ ...found, path: [...path, ...found.path] }));
  return [
    ...own.map((name) => ({ name, path: [name] })),
    ...all.flatMap((inner, index) => under(inner, 'all', index)),
    ...any.flatMap((inner, index) => under(inner, 'any', index)),
    ...(not ? under(not, 'not') : []),
  ];
}
