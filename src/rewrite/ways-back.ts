import type { ReplyTable } from '../model/host-map.ts';
import type { MapUrl } from './url.ts';

/** How an address is spelled as a value of a query: as script does, as .NET does, and as it is. Each comes back in its own spelling. */
const SPELLINGS: readonly MapUrl[] = [
  encodeURIComponent,
  (url) => encodeURIComponent(url).replace(/%../g, (octet) => octet.toLowerCase()),
  (url) => url,
];

/** The ways back that are exchanged in requests to providers, spelled out so that pages need no more than to look them up. */
export function waysBack(urls: readonly string[], toSuffix: MapUrl): ReplyTable['ways'] {
  return SPELLINGS.flatMap((spell) => urls.map((url) => [spell(url), spell(toSuffix(url))] as const));
}
