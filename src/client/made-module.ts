import { blobOf, revokeWith, textOfBlob } from './bridges/object-urls.ts';
import { rewriteCode } from './code.ts';
import { dataOf, readData } from './data-url.ts';
import { apply, type Method } from './natives.ts';
import { aliases, moduleToSuffix, toOrigin, toSuffix } from './setup.ts';
import { readNow } from './worker-script.ts';

/** What browsers take for a module (HTML 8.1.4.2, "JavaScript MIME type"), as apps write it. */
const IS_SCRIPT = /^\s*(?:data:)?(?:text|application)\/(?:x-)?(?:java|ecma)script\s*(?:[;,]|$)/i;

const NativeBlob = globalThis.Blob;
const createObjectURL = URL.createObjectURL as unknown as Method;
/** The page's URL -> that of the module as it must be here; modules are known by their URL, so there is one of each. */
const made = new Map<string, string>();

/** The URL of the same module, where `url` is of one that script has made (`blob:`, `data:`) and that is changed here. */
export function madeModule(url: string): string | undefined {
  const scheme = /^\s*(blob|data):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return undefined;
  const page = toOrigin(url.trim());
  const known = made.get(page);
  if (known !== undefined) return known;
  const blob = blobOf(page);
  if (!IS_SCRIPT.test(scheme === 'data' ? page.slice(5) : (blob?.type ?? ''))) return undefined;
  const text = scheme === 'data' ? readData(page) : ((blob && textOfBlob(blob)) ?? readNow(toSuffix(page)));
  const code = text === undefined ? undefined : rewriteCode(text, 'module', { url: moduleUrl });
  if (code === undefined || code === text) return undefined;
  const module =
    scheme === 'data'
      ? dataOf('text/javascript', code, page)
      : (apply(createObjectURL, URL, [new NativeBlob([code], { type: 'text/javascript' })]) as string);
  made.set(page, module);
  aliases.set(module, page);
  // What has been imported can be so again, as the module map keeps it (HTML 8.1.6.7.3).
  if (blob) revokeWith(page, module);
  return module;
}

/** What such a module names others by. */
export function moduleUrl(url: string): string {
  return madeModule(url) ?? moduleToSuffix(url);
}
