import { isOfWorker } from '../../identity/grants.ts';
import { siblingOrigin } from '../../identity/sibling-origin.ts';
import type { Screened } from '../../model/exchange.ts';
import { type HostMap, serializeOrigin } from '../../model/host-map.ts';
import { createGrantUrl, isOpaque } from '../../rewrite/grant-url.ts';
import type { MapUrl } from '../../rewrite/url.ts';
import { isForeign } from './grant-variant.ts';
import type { GrantsOf } from './grants-of.ts';
import { isInSandbox } from './in-sandbox.ts';

/** Cheap: a script without such a specifier imports nothing that needs a grant it has not got. */
const MAY_NEED_GRANT = /(?:from|import)\s*(?:\(\s*)?["'](?:https?:|\.{0,2}[\\/])/i;

/** How the modules that one script imports are named, with grants. */
export interface GrantedModule {
  readonly url: MapUrl;
  /** What the names depend on beside the script. */
  readonly key: string;
}

/** What lets scripts of this user and app import modules from the app's other hosts: those send no cookies there. */
export interface ModuleGrants {
  /** For the scripts in a page. */
  inPage(exchange: Screened, relative: () => boolean): MapUrl;
  /** For a file; undefined where nothing that it imports needs a grant. */
  inScript(exchange: Screened, bytes: Buffer): GrantedModule | undefined;
}

export function createModuleGrants(hosts: HostMap, mint: GrantsOf): ModuleGrants {
  function granted(
    exchange: Screened,
    own: string | undefined,
    module: string | undefined,
    relative: boolean | (() => boolean) = module !== undefined,
    alone?: string,
  ): MapUrl {
    const minted = mint(exchange);
    const grant = createGrantUrl({
      hosts,
      origins: exchange.app.hosts.map(({ origin }) => serializeOrigin(origin)),
      ...(own === undefined ? {} : { own }),
      relative,
      ...(alone === undefined ? {} : { alone }),
      grants: module === undefined ? minted : { ...minted, module },
    });
    return (url) => grant(hosts.toSuffix(url), 'module');
  }

  return {
    inPage: (exchange, relative) =>
      isInSandbox(exchange)
        ? granted(exchange, undefined, undefined, relative)
        : granted(exchange, serializeOrigin(exchange.host.origin), undefined),
    inScript(exchange, bytes) {
      const { mark } = exchange;
      const ofWorker = mark?.startsWith('module.') === true && isOfWorker(exchange.headers);
      if (
        (exchange.app.hosts.length === 1 && !isOpaque(mark) && !ofWorker) ||
        !MAY_NEED_GRANT.test(bytes.toString('latin1'))
      )
        return undefined;
      if (ofWorker) {
        const own = serializeOrigin(exchange.host.origin);
        return { url: granted(exchange, undefined, mark, true, own), key: `worker of ${own} ${mark}` };
      }
      if (!isForeign(exchange.headers)) {
        const own = serializeOrigin(exchange.host.origin);
        return { url: granted(exchange, own, undefined), key: `${own} ${mint(exchange).module}` };
      }
      // What was loaded without a grant asks for its own modules without one as well.
      if (mark === undefined || !(mark.startsWith('module.') || isOpaque(mark))) return undefined;
      const asker = siblingOrigin(exchange, hosts);
      const page = asker && hosts.originOf(asker.slice('https://'.length));
      const own = page && serializeOrigin(page);
      return { url: granted(exchange, own, mark), key: `sent to ${own ?? ''} ${mark}` };
    },
  };
}
