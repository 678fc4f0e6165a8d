import { beginsStrict } from '../rewrite/js/begins-strict.ts';
import type { ScriptGoal } from '../rewrite/js/contract.ts';
import { blobOf, revokeWith, textOfBlob } from './bridges/object-urls.ts';
import { readData } from './data-url.ts';
import { apply, type Method } from './natives.ts';
import { plainJson } from './plain-json.ts';
import { quietly } from './quietly.ts';
import { requestText } from './request-text.ts';
import { aliases, setup, toOrigin, toSuffix, type WorkerSetup } from './setup.ts';

/** Code -> code as it must run, for a realm in which only `import` must be mapped. */
type Rewrite = (source: string, goal: ScriptGoal) => string;

/** In a worker all but these words is patched: there is no cross-origin window, and WorkerLocation can be patched. What `eval` is given may import. */
export const NAMES_MODULES = /\b(?:import|eval)\b|\bexport\b[\s\S]*\bfrom\b/;

const NativeBlob = globalThis.Blob;
const createObjectURL = URL.createObjectURL as unknown as Method | undefined;

/** The text behind a URL of this origin, or nothing where the page's own policy forbids to read it. */
export function readNow(url: string): string | undefined {
  try {
    return requestText(url);
  } catch {
    // The caller goes on without.
    return undefined;
  }
}

/** The call that starts the worker runtime, on one line. */
function startOf(runtime: string, location: string): string {
  const given: WorkerSetup = {
    ...setup,
    rules: setup.rules.filter(({ activity }) => /^(?:download|copy|print)$/.test(activity)),
    exchangeId: '',
    location,
  };
  return `(${runtime})(${plainJson(given)});`;
}

/**
 * The URL of a worker made of text (`blob:`, `data:`), with the runtime before the text; any other URL is mapped only.
 * `runtime` gives the text of the worker runtime's function. A blob whose text is not known keeps its bytes; what is lost
 * is that its directive counts and that modules it names by an absolute URL are found.
 */
export const workerUrl = quietly(
  (url: string, goal: ScriptGoal, runtime: () => string | undefined, rewrite: Rewrite): string => {
    const target = toSuffix(url);
    const scheme = /^\s*(blob|data):/i.exec(target)?.[1]?.toLowerCase();
    if (scheme === undefined) return target;
    const address = toOrigin(url.trim());
    const blob = blobOf(address);
    const text = blob ? textOfBlob(blob) : scheme === 'blob' ? readNow(target) : readData(target.trim());
    const code = blob || text !== undefined ? runtime() : undefined;
    if (code === undefined) return target;
    const own = text !== undefined && NAMES_MODULES.test(text) ? rewrite(text, goal) : (text ?? blob!);
    const start = startOf(code, address);
    const parts = [text !== undefined && beginsStrict(text) ? '"use strict";' : '', start, own];
    const made =
      scheme === 'data'
        ? `data:text/javascript;charset=utf-8,${encodeURIComponent(parts.join(''))}`
        : (apply(createObjectURL!, URL, [new NativeBlob(parts, { type: 'text/javascript' })]) as string);
    aliases.set(made, address);
    if (blob) revokeWith(address, made);
    return made;
  },
);
