import type { Session } from '../../model/identity.ts';

/** Remembers when sessions last did something in which app, for policies with an idle time. */
export interface LastUses {
  /** Epoch milliseconds; undefined where nobody has seen it. */
  of(session: Session, appId: string): number | undefined;
  used(session: Session, appId: string, at: number): void;
}

/** Uses remembered: beyond, those are forgotten that are longest ago. */
const MAX_USES = 50_000;

export function createLastUses(maxUses = MAX_USES): LastUses {
  const uses = new Map<string, number>();
  const keyOf = ({ id }: Session, appId: string): string => `${id} ${appId}`;
  return {
    of: (session, appId) => uses.get(keyOf(session, appId)),
    used(session, appId, at) {
      const key = keyOf(session, appId);
      uses.delete(key);
      uses.set(key, at);
      if (uses.size <= maxUses) return;
      const [oldest] = uses.keys();
      if (oldest !== undefined) uses.delete(oldest);
    },
  };
}
