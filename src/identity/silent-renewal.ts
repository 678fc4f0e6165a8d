import type { Routed } from '../model/exchange.ts';
import { headerValue } from '../model/headers.ts';
import type { Session } from '../model/identity.ts';
import type { FlowStore } from './flow-store.ts';
import type { Provider } from './identity-provider.ts';
import { isNavigation } from './without-session.ts';

/** When a user whose claims cannot be had from server to server is led past the provider, unseen. */
export interface SilentRenewal {
  leads(routed: Routed, session: Session): Promise<boolean>;
}

/**
 * Only a page that opens in a window of its own can be led away and back: in a frame the provider's cookies may be missing, and
 * nothing else survives it.
 */
export function createSilentRenewal(
  providers: ReadonlyMap<string, Provider>,
  flows: Pick<FlowStore, 'silently'>,
  now: () => number,
): SilentRenewal {
  return {
    async leads(routed, session) {
      const after = providers.get(session.user.provider)?.protocol.renewal?.silentAfter;
      if (after === undefined || session.renewable) return false;
      if (now() - (session.claimsAt ?? session.createdAt) < after) return false;
      if (!opensWindow(routed)) return false;
      return flows.silently(session.id);
    },
  };
}

function opensWindow(routed: Routed): boolean {
  const reads = routed.method === 'GET' && isNavigation(routed);
  return reads && headerValue(routed.headers, 'sec-fetch-dest') === 'document';
}
