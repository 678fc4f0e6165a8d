import type { Grants } from '../../identity/grants.ts';
import type { PageRule } from '../../model/decision.ts';
import type { Screened } from '../../model/exchange.ts';
import { type HostMap, serializeOrigin } from '../../model/host-map.ts';
import type { PageSetup } from '../../model/page-setup.ts';
import { GATEWAY_PATH } from './gateway-routes.ts';
import type { Bundle } from './runtime-files.ts';

/** The markup and script text that bring the page runtime into documents and workers. */
export interface PageHead {
  /** A script element, first in head; it removes itself. */
  head(exchange: Screened, nonce: string): string;
  /** Script before a worker's or worklet's own, without a line break, so that the author's line numbers stay. */
  prelude(kind: 'worker' | 'worklet', exchange: Screened): string;
}

export function createPageHead(
  hosts: HostMap,
  bundles: Readonly<Record<string, Bundle>>,
  rules: (exchange: Screened) => readonly PageRule[],
  grants: Pick<Grants, 'mint'>,
): PageHead {
  const url = (name: string): string => `${GATEWAY_PATH}${name}?v=${bundles[name]?.hash ?? ''}`;

  function setup(exchange: Screened, guarded: readonly PageRule[], exchangeId: string): string {
    const value: PageSetup = {
      hosts: hosts.table,
      origin: serializeOrigin(exchange.host.origin),
      grants: {
        origins: exchange.app.hosts.map(({ origin }) => serializeOrigin(origin)),
        ...grants.mint(exchange.session, exchange.app.id),
      },
      rules: guarded,
      appName: exchange.app.name,
      exchangeId,
    };
    return JSON.stringify(value);
  }

  const base64 = (text: string): string => Buffer.from(text).toString('base64url');
  return {
    head: (exchange, nonce) =>
      `<script src="${url('runtime.js')}" nonce="${nonce}" data-sallyport="${base64(setup(exchange, rules(exchange), exchange.id))}"></script>`,
    // Nothing of the one exchange: a browser replaces a service worker when a byte of its script has changed.
    prelude: (kind, exchange) => `(${bundles[`${kind}.js`]?.code})(${setup(exchange, [], '')});`,
  };
}
