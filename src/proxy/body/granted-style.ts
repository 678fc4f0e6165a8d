import type { Screened } from '../../model/exchange.ts';
import { type HostMap, serializeOrigin } from '../../model/host-map.ts';
import type { CssUrl } from '../../rewrite/css/contract.ts';
import { withDataSheets } from '../../rewrite/css/data-sheets.ts';
import { grantedCssUrl } from '../../rewrite/css/grants.ts';
import { createGrantUrl, type GrantUrl } from '../../rewrite/grant-url.ts';
import { OF_SIBLING } from '../../rewrite/mark.ts';
import type { MapUrl } from '../../rewrite/url.ts';
import { isOfSibling } from './grant-variant.ts';
import type { GrantsOf } from './grants-of.ts';
import { isInSandbox } from './in-sandbox.ts';

/** Cheap: a sheet without any of these names has nothing that is fetched without credentials. Escaped names are rare. */
const MAY_NEED_GRANT = /src|mask|shape-outside|clip-path|@import|--|\\/i;

/** How the URLs of one style sheet are mapped, with grants. */
export interface GrantedStyle {
  readonly url: CssUrl;
  /** Whether URLs without an authority need grants too: the sheet is of another origin than the page. */
  readonly relative: boolean;
}

/** What lets the pages and style sheets of this user and app load fonts and masks from the app's hosts. */
export interface StyleGrants {
  /** `relative` says whether relative URLs lead to the app, where they need grants. */
  inPage(exchange: Screened, relative: () => boolean): GrantUrl;
  /** Undefined for a style sheet that needs no grants. */
  inSheet(exchange: Screened, bytes: Buffer): GrantedStyle | undefined;
}

/** `test` maps the attribute selectors of style sheets. */
export function createStyleGrants(hosts: HostMap, test: MapUrl, mint: GrantsOf): StyleGrants {
  const toSuffix = (url: string): string => hosts.toSuffix(url);

  function grantUrl(exchange: Screened, foreign: boolean, relative: boolean | (() => boolean) = foreign): GrantUrl {
    return createGrantUrl({
      hosts,
      origins: exchange.app.hosts.map(({ origin }) => serializeOrigin(origin)),
      ...(foreign ? {} : { own: serializeOrigin(exchange.host.origin) }),
      relative,
      // What is imported says on its way where it stands; a grant does that too.
      grants: { ...(foreign ? { part: OF_SIBLING } : {}), ...mint(exchange) },
    });
  }

  return {
    inPage: (exchange, relative) => {
      const isOpaque = isInSandbox(exchange);
      return grantUrl(exchange, isOpaque, isOpaque && relative);
    },
    inSheet(exchange, bytes) {
      const parts = mint(exchange).part !== undefined;
      if (!parts && !MAY_NEED_GRANT.test(bytes.toString('latin1'))) return undefined;
      const relative = isOfSibling(exchange);
      const marked = parts || (relative && 'imports');
      const url = withDataSheets(grantedCssUrl(toSuffix, test, grantUrl(exchange, relative), marked));
      return { url, relative };
    },
  };
}
