import { madeModule } from './made-module.ts';
import { apply } from './natives.ts';
import { appendChild, createElement, query, readers, removeElement } from './node-natives.ts';
import { listen } from './own-listeners.ts';
import { moduleToSuffix, nonceOf, sandbox } from './setup.ts';
import { siblingUrl } from './sibling.ts';

/** Modules that have been asked for here; one that failed may be asked for again. */
const asked = new Set<string>();

/**
 * What `import()` is given, mapped. A script without `crossorigin` imports without credentials (HTML 8.1.4.2, script fetch
 * options), so a module of a sibling host is fetched ahead, with them: the module map knows modules by their URL alone. A
 * browser that does not know it from there comes with the grant, as all that a document in a sandbox imports.
 */
export function imported(url: string): string {
  const module = madeModule(url);
  if (module !== undefined) return module;
  const target = moduleToSuffix(url);
  if (!sandbox.on && siblingUrl(url) !== undefined && !asked.has(target)) preload(target);
  return target;
}

function preload(url: string): void {
  asked.add(url);
  const link = apply(createElement, document, ['link']) as HTMLLinkElement;
  const set = (name: string, value: string): unknown => apply(readers.setAttribute, link, [name, value]);
  set('rel', 'modulepreload');
  set('crossorigin', 'USE-credentials');
  // The importing script's nonce would go with the request; any other script that the page trusts has the same.
  const trusted = apply(query, document, ['script[nonce]']);
  const nonce = trusted === null ? '' : nonceOf && apply(nonceOf, trusted, []);
  if (typeof nonce === 'string' && nonce !== '') set('nonce', nonce);
  apply(listen, link, ['error', () => asked.delete(url)]);
  set('href', url);
  apply(appendChild, document.documentElement, [link]);
  apply(removeElement, link, []);
}
