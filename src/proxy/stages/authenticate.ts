import type { Handoff } from '../../identity/handoff.ts';
import type { Identified, Reply, Routed } from '../../model/exchange.ts';

/** Routed -> Identified, or the reply that leads to sign-in. */
export async function authenticate(routed: Routed, handoff: Handoff): Promise<Identified | { readonly reply: Reply }> {
  const answer = await handoff.authenticate(routed);
  return answer.kind === 'session' ? { ...routed, session: answer.session } : { reply: answer.reply };
}
