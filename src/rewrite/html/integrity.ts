import type { AttributeValue } from './credentials.ts';

/** A resource that the page takes only with one of these digests (Subresource Integrity). */
export interface CheckedResource {
  /** As the page has it: it may be relative. */
  readonly url: string;
  /** The integrity metadata: digests with blanks between them. */
  readonly digests: string;
  /** What it is rewritten as on its way. */
  readonly loads: 'script' | 'style';
  /**
   * What a digest that the gateway adds is parted with from those before it: a tab, a space and a tab, as they are written
   * there, which nobody else writes: the page runtime knows by them what to take out of what the page reads. Not a
   * form feed: Firefox takes that for a part of the digest before it, and a digest it cannot read protects nothing.
   */
  readonly separator: string;
}

/** The gateway's route that tells the page runtime digests (src/proxy/gateway-routes/told-digests.ts). */
export const DIGESTS_ROUTE = 'digests';

/** Destinations of `as` whose bodies are rewritten as script. */
const SCRIPTS: ReadonlySet<string> = new Set(['', 'script', 'audioworklet', 'paintworklet']);

/** What an element with an `integrity` attribute loads, if its body may be changed on the way. */
export function loadedAs(element: string, value: AttributeValue): CheckedResource['loads'] | undefined {
  if (element === 'script') return value('src') === undefined ? undefined : 'script';
  if (element !== 'link') return undefined;
  const relations = (value('rel') ?? '').toLowerCase().split(/[\t\n\f\r ]+/);
  const destination = (value('as') ?? '').toLowerCase();
  if (relations.includes('stylesheet')) return 'style';
  if (relations.includes('modulepreload')) return SCRIPTS.has(destination) ? 'script' : undefined;
  if (!relations.includes('preload')) return undefined;
  return destination === 'script' || destination === 'style' ? destination : undefined;
}
