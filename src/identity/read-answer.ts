import type { Inbound } from '../model/exchange.ts';
import { Failure } from '../model/failure.ts';
import { holdsSecret } from './browser-secret.ts';
import type { Asked } from './flow-store.ts';
import type { IdentityProvider, ProviderAnswer } from './identity-provider.ts';

/**
 * What a provider said, read where the browser's cookies are: before its code goes anywhere, it is sure that this browser asked, and
 * that the answer came the way that was asked for.
 */
export async function readAnswer(
  { headers, authority, target }: Inbound,
  state: string,
  { browserCookie, answer, posted, checks }: Asked,
  protocol: IdentityProvider,
): Promise<ProviderAnswer> {
  if (!holdsSecret(headers, 'browser', browserCookie))
    throw new Failure('sign-in-failed', 'the answer came to another browser than the one that asked');
  if (answer) return answer;
  refuseOtherWay(protocol, posted !== undefined);
  return protocol.finish(`https://${authority}${posted?.target ?? target}`, posted?.state ?? state, checks);
}

/** Throws Failure `sign-in-failed` for an answer by form that was asked for by address, and the other way round. */
export function refuseOtherWay({ answersByForm = false }: IdentityProvider, byForm: boolean): void {
  if (byForm !== answersByForm)
    throw new Failure(
      'sign-in-failed',
      `the answer came by ${byForm ? 'form' : 'address'}, and was asked for otherwise`,
    );
}
