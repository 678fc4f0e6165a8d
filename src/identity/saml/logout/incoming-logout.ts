import type { Inbound } from '../../../model/exchange.ts';
import { splitTarget } from '../../handoff-paths.ts';
import { readSignedQuery } from '../incoming-query.ts';
import { onlyField, readPostedForm } from '../posted-form.ts';
import { SamlRefusal } from '../saml-reason.ts';
import type { IncomingLogout } from './believed-logout.ts';

/** Characters of a RelayState that is sent back; the standard allows 80. */
const MAX_RELAY_STATE = 512;

/** Takes a message of single logout off a request; a GET brings it in the query, a POST in a form. Throws SamlRefusal. */
export async function readIncomingLogout(
  inbound: Pick<Inbound, 'method' | 'target' | 'headers' | 'body'>,
): Promise<{ readonly incoming: IncomingLogout; readonly relayState: string | undefined }> {
  if (inbound.method !== 'POST') {
    const query = readSignedQuery(splitTarget(inbound.target).rawQuery);
    return { incoming: { binding: 'redirect', query }, relayState: shortEnough(query.relayState) };
  }
  const form = await readPostedForm(inbound);
  const [request, response] = [onlyField(form, 'SAMLRequest'), onlyField(form, 'SAMLResponse')];
  if ((request === undefined) === (response === undefined))
    throw new SamlRefusal('unexpected-message', 'not one message');
  const parameter = request === undefined ? 'SAMLResponse' : 'SAMLRequest';
  const relayState = shortEnough(onlyField(form, 'RelayState'));
  return { incoming: { binding: 'post', parameter, message: request ?? response ?? '' }, relayState };
}

function shortEnough(relayState: string | undefined): string | undefined {
  if (relayState !== undefined && relayState.length > MAX_RELAY_STATE) throw new SamlRefusal('too-large', 'RelayState');
  return relayState;
}
