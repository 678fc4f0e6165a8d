import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { caseFileSchema } from '../../../src/config/facts-schema.ts';
import { gatewaySchema } from '../../../src/config/gateway-schema.ts';
import { policyFileSchema } from '../../../src/config/policy-schema.ts';
import { providerSchema } from '../../../src/config/provider-schema.ts';
import { documents } from './documents.ts';

const providersSchema = z.strictObject({ providers: z.array(providerSchema) });

/** YAML blocks by what they begin with: whole files can be checked, fragments cannot. */
const SCHEMAS = new Map<string | undefined, (value: unknown) => { readonly success: boolean; readonly error?: Error }>([
  ['gateway', (value) => gatewaySchema.safeParse(value)],
  ['cases', (value) => caseFileSchema.safeParse(value)],
  ['providers', (value) => providersSchema.safeParse(value)],
  ['policies', (value) => policyFileSchema.safeParse(value)],
  ['routing', (value) => policyFileSchema.safeParse(value)],
]);

describe('configuration in the documents', () => {
  let checked = 0;
  for (const [path, text] of documents()) {
    for (const [, block] of text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)) {
      const value = parse(block!) as unknown;
      const [first] = Object.keys(value as object);
      const check = SCHEMAS.get(first);
      if (!check) continue;
      checked++;
      test(`${path}: a file that begins with ${first}`, () => {
        const { success, error } = check(value);
        assert.ok(success, error?.message ?? '');
      });
    }
  }
  test('examples were seen', () => assert.ok(checked >= 2));
});
