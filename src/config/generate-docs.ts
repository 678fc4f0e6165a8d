import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { gatewaySchema } from './gateway-schema.ts';
import { policyReference } from './policy-reference.ts';
import { policyFileSchema } from './policy-schema.ts';
import { withProfileTables } from './profile-reference.ts';

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  /** Of a list whose items are told apart by one setting. */
  readonly oneOf?: readonly Schema[];
  readonly $ref?: string;
  readonly required?: readonly string[];
}

/** JSON Schema of a file as people write it (before defaults and conversions). */
function jsonSchema(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
}

function typeText(schema: Schema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(' or ');
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.type === 'array') return `list of ${schema.items ? typeText(schema.items) : 'anything'}`;
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return [...new Set(options.map(typeText))].join(' or ');
  if (schema.properties || schema.type === 'object') return 'a mapping';
  return schema.$ref ? 'a condition' : (schema.type ?? 'text');
}

function rows(schema: Schema, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    const needed =
      schema.required?.includes(key) && value.default === undefined
        ? 'required'
        : value.default === undefined
          ? ''
          : `\`${JSON.stringify(value.default)}\``;
    const row = `| \`${path}\` | ${typeText(value)} | ${needed} | ${(value.description ?? '').replaceAll('|', '\\|')} |`;
    return [row, ...inner(value, path)];
  });
}

function inner(value: Schema, path: string): string[] {
  if (value.properties) return rows(value, path);
  if (value.items) return inner(value.items, `${path}[]`);
  const kinds = (value.oneOf ?? []).flatMap((option) => inner(option, path.replace(/\[\]$/, `[${kindOf(option)}]`)));
  return [...kinds, ...(value.anyOf ?? []).flatMap((option) => inner(option, path))];
}

/** The value that tells an option from the others. */
function kindOf({ properties = {} }: Schema): string {
  return String(Object.values(properties).find((each) => each.const !== undefined)?.const ?? '');
}

const HEAD = '| setting | value | default | meaning |\n|---|---|---|---|\n';

/** Every generated file: path from the project's root -> text. */
export function generatedDocs(): Readonly<Record<string, string>> {
  const gateway = jsonSchema(gatewaySchema);
  const policies = jsonSchema(policyFileSchema);
  return {
    'docs/configuration.md': `# Configuration

One YAML (or JSON) file, read by \`sallyport serve --config FILE\` and checked by \`sallyport check --config FILE\`, which says everything that is
wrong at once, each with its place and what to write instead. Paths in it are relative to it. Durations are a number and a unit: \`500ms\`, \`30s\`,
\`15m\`, \`12h\`, \`7d\`. Editors complete and check the file with [the schema](schema/gateway.json); policies have [one of their own](schema/policies.json)
and are explained in [policies](policies.md).

This page is generated from the schema that validates the file.

## The gateway's file

${HEAD}${rows(gateway, '').join('\n')}

## A policy file

${HEAD}${rows(policies, '').join('\n')}
`,
    'docs/apps.md': withProfileTables(readFileSync(new URL('../../docs/apps.md', import.meta.url), 'utf8')),
    'docs/policy-reference.md': policyReference(),
    'docs/schema/gateway.json': `${JSON.stringify(gateway, null, 2)}\n`,
    'docs/schema/policies.json': `${JSON.stringify(policies, null, 2)}\n`,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of Object.entries(generatedDocs()))
    writeFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), text);
}
