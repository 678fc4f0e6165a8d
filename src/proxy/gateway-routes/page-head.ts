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
  /** One line of script before a worker's own. */
  workerPrelude(exchange: Screened): string;
}

export function createPageHead(
  hosts: HostMap,
  bundles: Readonly<Record<string, Bundle>>,
  rules: (exchange: Screened) => readonly PageRule[],
): PageHead {
  const url = (name: string): string => `${GATEWAY_PATH}${name}?v=${bundles[name]?.hash ?? ''}`;

  function setup(exchange: Screened, guarded: readonly PageRule[]): string {
    const value: PageSetup = {
      hosts: hosts.table,
      origin: serializeOrigin(exchange.host.origin),
      rules: guarded,
      appName: exchange.app.name,
      exchangeId: exchange.id,
    };
    return Buffer.from(JSON.stringify(value)).toString('base64url');
  }

  return {
    head: (exchange, nonce) =>
      `<script src="${url('runtime.js')}" nonce="${nonce}" data-sallyport="${setup(exchange, rules(exchange))}"></script>`,
    // No line break: the worker's own line numbers stay. A module worker has no importScripts and imports instead.
    workerPrelude: (exchange) =>
      `self.__sallyportSetup="${setup(exchange, [])}";${bundles['worker.js']?.code.replace(/\n/g, ' ') ?? ''};`,
  };
}
