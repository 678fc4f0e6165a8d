import type { Inbound, Reply } from '../../../model/exchange.ts';
import type { SignInAddresses } from '../../handoff-paths.ts';
import { redirect } from '../../handoff-reply.ts';
import type { SignInDesk } from '../../identity-provider.ts';
import type { Onward } from '../../onward.ts';
import type { RecordStore } from '../../record-store.ts';
import { rowKey } from '../../seal.ts';
import { readNameId } from '../accept/name-id.ts';
import type { Endpoint, IdpDescription } from '../idp-metadata.ts';
import { messageId } from '../message-id.ts';
import { CARRIERS } from '../outgoing.ts';
import type { OwnKey } from '../own-key.ts';
import type { SamlAddresses } from '../saml-addresses.ts';
import { NS } from '../saml-names.ts';
import { SamlRefusal } from '../saml-reason.ts';
import type { SamlSettings } from '../saml-settings.ts';
import { attribute, childrenNamed, value, type XmlElement } from '../xml-element.ts';
import { believedLogout } from './believed-logout.ts';
import { readIncomingLogout } from './incoming-logout.ts';
import { logoutRequestXml, logoutResponseXml, type ProviderSession } from './logout-xml.ts';
import { endedNames } from './session-names.ts';

export interface SamlLogoutParts {
  readonly settings: SamlSettings;
  readonly host: SignInAddresses;
  readonly addresses: SamlAddresses;
  readonly key: OwnKey;
  readonly records: RecordStore;
  readonly now: () => number;
  readonly withProvider: <T>(use: (idp: IdpDescription) => Promise<T>) => Promise<T>;
  /** Throws SamlRefusal `replayed` when the message was used before. */
  readonly useOnce: (idp: IdpDescription, id: string) => Promise<void>;
}

/** Single logout, begun here or at the provider (SAML profiles, section 4.4). */
export interface SamlLogout {
  /** `state` comes back to where the browser lands when the provider has ended its own session. */
  begin(hint: string | undefined, state?: string): Promise<Onward | undefined>;
  /** A request or an answer of the provider. Throws SamlRefusal. */
  receive(inbound: Inbound, desk: SignInDesk): Promise<Reply>;
}

/** Milliseconds a provider may take to sign a person out everywhere. */
const WAIT = 10 * 60_000;

export function createSamlLogout(parts: SamlLogoutParts): SamlLogout {
  const { settings, host, addresses, key, records, now, withProvider, useOnce } = parts;
  const askedKey = (id: string): string => rowKey(Buffer.from(`${settings.id} ${id}`));
  const endpointOf = ({ logout }: IdpDescription): Endpoint | undefined =>
    logout.find(({ binding }) => binding === settings.binding) ?? logout[0];

  async function answerRequest(
    root: XmlElement,
    idp: IdpDescription,
    relayState: string | undefined,
    inbound: Inbound,
    desk: SignInDesk,
  ): Promise<Reply> {
    const nameId = readNameId(root);
    if (!nameId) throw new SamlRefusal('no-subject');
    const requestId = attribute(root, 'ID') ?? '';
    await useOnce(idp, requestId);
    const indexes = childrenNamed(root, NS.protocol, 'SessionIndex').flatMap((each) => value(each) ?? []);
    for (const name of endedNames(nameId, idp.entityId, indexes)) await desk.endSessionsOf(inbound, name);
    const endpoint = endpointOf(idp);
    if (!endpoint) return redirect(host.signedOut, [], 303);
    const { binding, responseUrl } = endpoint;
    const head = { id: messageId(), issuer: addresses.entityId, destination: responseUrl, now: now() };
    const xml = logoutResponseXml(head, requestId);
    return desk.leave(CARRIERS[binding](responseUrl, { parameter: 'SAMLResponse', xml, relayState }, key), inbound);
  }

  async function takeAnswer(root: XmlElement, state: string | undefined): Promise<Reply> {
    const asked = await records.take('saml-logout', askedKey(attribute(root, 'InResponseTo') ?? ''));
    if (!asked) throw new SamlRefusal('wrong-request');
    const query = state === undefined ? '' : `?state=${encodeURIComponent(state)}`;
    return redirect(host.signedOut + query, [], 303);
  }

  return {
    begin: (hint, state) =>
      withProvider(async (idp) => {
        const endpoint = endpointOf(idp);
        if (!endpoint || hint === undefined) return undefined;
        const session = JSON.parse(hint) as ProviderSession;
        const id = messageId();
        await records.put('saml-logout', askedKey(id), { value: new Uint8Array(), expiresAt: now() + WAIT });
        const head = { id, issuer: addresses.entityId, destination: endpoint.url, now: now() };
        const message = {
          parameter: 'SAMLRequest',
          xml: logoutRequestXml(head, session),
          relayState: state,
        } as const;
        return CARRIERS[endpoint.binding](endpoint.url, message, key);
      }),
    async receive(inbound, desk) {
      const { incoming, relayState } = await readIncomingLogout(inbound);
      return withProvider(async (idp) => {
        const root = believedLogout(incoming, { idp, addresses, settings, now: now() });
        return root.name === 'LogoutRequest'
          ? answerRequest(root, idp, relayState, inbound, desk)
          : takeAnswer(root, relayState);
      });
    },
  };
}
