import type { Handoff } from '../../identity/handoff.ts';
import type { OpenSession } from '../../identity/session-store.ts';
import type { Identified, Reply, Routed } from '../../model/exchange.ts';

/** An Identified with the opened session: its secret opens what is attached to it. */
export interface Authenticated extends Identified {
  readonly open: OpenSession;
}

/** Routed -> Identified, or the reply that leads to sign-in. */
export async function authenticate(
  routed: Routed,
  handoff: Handoff,
): Promise<Authenticated | { readonly reply: Reply }> {
  const answer = await handoff.authenticate(routed);
  return answer.kind === 'session'
    ? { ...routed, session: answer.open.session, open: answer.open }
    : { reply: answer.reply };
}
