import type { PageSetup } from '../model/page-setup.ts';
import { createHostMap } from '../rewrite/host-map.ts';

/** The element that brought the runtime: what a document made here needs to get it too. */
export interface Carrier {
  /** `/.well-known/sallyport/runtime.js?v=…` */
  readonly source: string;
  readonly nonce: string;
  /** The setup as it is written in the element. */
  readonly data: string;
}

/** Reads what the gateway told this page, and takes the element that carried it out of the document. */
function readCarrier(): Carrier {
  const element = document.currentScript as HTMLScriptElement;
  const { sallyport: data = '', source } = element.dataset;
  element.remove();
  return { source: source ?? element.getAttribute('src') ?? '', nonce: element.nonce, data };
}

export const carrier = readCarrier();

function readSetup(): PageSetup {
  const text = atob(carrier.data.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as PageSetup;
}

export const setup = readSetup();
export const hosts = createHostMap(setup.hosts);
const SUFFIX_ORIGIN = hosts.toSuffix(setup.origin);

/** What a page wrote, as a string of URL, to where the browser must go. Never throws, never changes another URL. */
export function toSuffix(value: unknown): string {
  return mapBlob(String(value), setup.origin, SUFFIX_ORIGIN) ?? hosts.toSuffix(String(value));
}

/** What the browser says, as the page must read it. */
export function toOrigin(value: string): string {
  return mapBlob(value, SUFFIX_ORIGIN, setup.origin) ?? hosts.toOrigin(value);
}

/** A URL argument: strings and URL objects are mapped, anything else is left for the native to judge. */
export function mapUrlArgument(value: unknown): unknown {
  return typeof value === 'string' || value instanceof URL ? toSuffix(value) : value;
}

function mapBlob(value: string, from: string, to: string): string | undefined {
  return value.startsWith(`blob:${from}/`) ? `blob:${to}${value.slice(5 + from.length)}` : undefined;
}
