import type { BearerTokens } from '../../identity/bearer-tokens.ts';
import type { Handoff } from '../../identity/handoff.ts';
import type { OpenSession } from '../../identity/session-store.ts';
import type { Identified, Reply, Routed } from '../../model/exchange.ts';
import { LED, ledBy } from '../../rewrite/mark.ts';

/** An Identified with the opened session: its secret opens what is attached to it. None where a grant or a token told the user. */
export interface Authenticated extends Identified {
  readonly open: OpenSession | undefined;
}

/** An Authenticated whose session was opened by its own cookie. */
export type WithSession = Authenticated & { readonly open: OpenSession };

/** What leads to sign-in; `toProgram` where it says which token is wanted. */
export interface NotAuthenticated {
  readonly reply: Reply;
  readonly toProgram?: true;
}

/** Routed -> Identified, or the reply that leads to sign-in. */
export async function authenticate(
  routed: Routed,
  handoff: Handoff,
  tokens: BearerTokens,
): Promise<Authenticated | NotAuthenticated> {
  const told = await tokens.authenticate(routed);
  if (told) return 'reply' in told ? { ...told, toProgram: true } : { ...routed, ...told, open: undefined };
  const answer = await handoff.authenticate(routed);
  switch (answer.kind) {
    case 'session':
    case 'led':
      return { ...routed, ...modeOf(routed, answer.kind), session: answer.open.session, open: answer.open };
    case 'grant':
      return { ...routed, session: answer.session, open: undefined };
    case 'reply':
      return { reply: answer.reply };
  }
}

/** A request that was led here and brings the cookie all the same was made with credentials. */
function modeOf({ mark }: Routed, kind: 'session' | 'led'): Pick<Routed, 'mark'> {
  if (ledBy(mark) === undefined) return {};
  return { mark: kind === 'led' ? LED : 'include' };
}
