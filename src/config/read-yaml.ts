import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { ConfigFault } from './config-fault.ts';

export type ReadResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/** Reads a YAML (or JSON) file against a schema; all faults at once, each with its place and what to write instead. */
export function readYaml<T>(file: string, schema: z.ZodType<T>): ReadResult<T> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return {
      ok: false,
      faults: [
        {
          file,
          path: '',
          message: `cannot be read (${(error as NodeJS.ErrnoException).code})`,
          fix: 'give the path of a file that this user may read',
        },
      ],
    };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const faults = document.errors.map((error) => ({
      file,
      path: '',
      line: lines.linePos(error.pos[0]).line,
      message: error.message,
      fix: 'mend the YAML syntax at this line',
    }));
    return { ok: false, faults };
  }
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return { ok: true, value: parsed.data };
  const lineOf = (path: readonly PropertyKey[]): number | undefined => {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      const range = (node as { range?: [number, number, number] } | undefined)?.range;
      if (range) return lines.linePos(range[0]).line;
    }
    return undefined;
  };
  return { ok: false, faults: parsed.error.issues.flatMap((issue) => faultsOf(issue, file, lineOf)) };
}

function faultsOf(
  issue: z.core.$ZodIssue,
  file: string,
  lineOf: (path: readonly PropertyKey[]) => number | undefined,
): ConfigFault[] {
  const place = (path: readonly PropertyKey[]) => {
    const line = lineOf(path);
    return { file, path: pathText(path), ...(line === undefined ? {} : { line }) };
  };
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...place([...issue.path, key]),
      message: `${key} is not a setting`,
      fix: 'remove it, or correct its spelling (docs/configuration.md lists every setting)',
    }));
  }
  if (issue.code === 'invalid_union') {
    // The branch that got furthest says best what is wrong.
    const deepest = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? [];
    return deepest.flatMap((inner) =>
      faultsOf({ ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue, file, lineOf),
    );
  }
  return [{ ...place(issue.path), message: issue.message, fix: fixOf(issue) }];
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map(({ path, code }) => path.length + (code === 'invalid_type' ? 0 : 1)));
}

function fixOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `write ${issue.values.map(String).join(' or ')}`;
    case 'invalid_type':
      return `write a value of type ${issue.expected}`;
    case 'too_small':
      return `write at least ${String(issue.minimum)}`;
    case 'too_big':
      return `write at most ${String(issue.maximum)}`;
    default:
      return 'see docs/configuration.md for this setting';
  }
}

/** `apps[2].hosts[0].url` */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('');
}
