import { X509Certificate } from 'node:crypto';
import type { Inbound, Reply } from '../../model/exchange.ts';
import { Failure, type FailureCode } from '../../model/failure.ts';
import type { SignInAddresses } from '../handoff-paths.ts';
import { NO_STORE } from '../handoff-reply.ts';
import type { IdentityProvider, ProviderAnswer, Route, SignInDesk } from '../identity-provider.ts';
import type { RecordStore } from '../record-store.ts';
import { decodeToken, rowKey } from '../seal.ts';
import { acceptResponse } from './accept/accept-response.ts';
import { authnRequestXml } from './authn-request.ts';
import { postedText } from './filter/message-text.ts';
import type { Endpoint, IdpDescription } from './idp-metadata.ts';
import { createSamlLogout } from './logout/saml-logout.ts';
import { sessionNames } from './logout/session-names.ts';
import { messageId } from './message-id.ts';
import { createMetadataSource } from './metadata-source.ts';
import { CARRIERS } from './outgoing.ts';
import { ownKey } from './own-key.ts';
import { ownMetadata } from './own-metadata.ts';
import { onlyField, readPostedForm } from './posted-form.ts';
import { samlAddresses } from './saml-addresses.ts';
import { SamlRefusal } from './saml-reason.ts';
import type { SamlSettings } from './saml-settings.ts';

export interface SamlParts {
  readonly host: SignInAddresses;
  readonly records: RecordStore;
  readonly now: () => number;
  /** Told what the operator should know of: metadata that could not be renewed, a weak setting. */
  readonly warn: (what: string) => void;
}

/** Milliseconds before the end of a certificate of ours at which the operator is told. */
const FAR_ENOUGH = 60 * 24 * 3_600_000;
/** Milliseconds beyond the clock skew for which a used assertion is remembered. */
const MARGIN = 60_000;

/** A SAML 2.0 relying party of one provider (web browser single sign-on and single logout profiles). */
export function createSamlProvider(settings: SamlSettings, { host, records, now, warn }: SamlParts): IdentityProvider {
  const addresses = samlAddresses(host.origin, settings.id, settings.entityId);
  const [first, ...others] = settings.keys.map(ownKey);
  if (!first) throw new Error(`provider ${settings.id} has no key`);
  const keys = [first, ...others] as const;
  const source = createMetadataSource(settings, now, (error) =>
    warn(`metadata of ${settings.id} stays as it is: ${error instanceof Error ? error.message : String(error)}`),
  );
  if (settings.allowSha1) warn(`provider ${settings.id} may sign with SHA-1, which can be forged`);

  for (const { certificate } of keys) {
    const { validTo, validToDate } = new X509Certificate(certificate);
    if (validToDate.getTime() < now() + FAR_ENOUGH) warn(`a certificate of ours for ${settings.id} ends at ${validTo}`);
  }

  /** Runs with the provider's keys, and once more with newer ones when a signature is of none of them. */
  async function withProvider<T>(use: (idp: IdpDescription) => Promise<T>): Promise<T> {
    const idp = await source.current();
    try {
      return await use(idp);
    } catch (error) {
      if (!(error instanceof SamlRefusal) || error.reason !== 'wrong-signature') throw error;
      const newer = await source.renewed();
      if (newer === idp) throw error;
      return use(newer);
    }
  }

  /** The reason goes to the log; the browser is told the same of every refusal. */
  async function refusedAs<T>(code: FailureCode, steps: () => Promise<T>): Promise<T> {
    try {
      return await steps();
    } catch (error) {
      if (error instanceof SamlRefusal) throw new Failure(code, `${settings.id}: ${error.message}`, error);
      throw error;
    }
  }

  /** Marks a message as used; it can be so once. */
  async function useOnce(idp: IdpDescription, id: string): Promise<void> {
    const key = rowKey(Buffer.from(JSON.stringify([idp.entityId, id])));
    const expiresAt = now() + 2 * settings.clockSkew + MARGIN;
    if (!(await records.add('saml-used', key, { value: new Uint8Array(), expiresAt })))
      throw new SamlRefusal('replayed');
  }

  /** `strengths`: what a step-up asked for, which then counts besides what every sign-in must be. */
  function accept(text: string, requestId: string | undefined, strengths: readonly string[]): Promise<ProviderAnswer> {
    return withProvider(async (idp) => {
      const { authnContexts } = settings;
      const counting = authnContexts.length === 0 ? [] : [...authnContexts, ...strengths];
      const expected = {
        idp,
        settings: { ...settings, authnContexts: counting },
        addresses,
        keys,
        requestId,
        now: now(),
      };
      const { claims, assertionId, nameId, sessionIndex, sessionEnd } = await acceptResponse(text, expected);
      await useOnce(idp, assertionId);
      if (!nameId) return { claims, endsAt: sessionEnd };
      const indexes = sessionIndex === undefined ? [] : [sessionIndex];
      return {
        claims,
        signOutHint: JSON.stringify({ nameId, sessionIndex }),
        endedBy: sessionNames(nameId, idp.entityId, indexes),
        endsAt: sessionEnd,
      };
    });
  }

  async function assertionConsumer(inbound: Inbound, desk: SignInDesk): Promise<Reply> {
    const form = await readPostedForm(inbound);
    const read = postedText(onlyField(form, 'SAMLResponse') ?? '');
    const relayState = onlyField(form, 'RelayState') ?? '';
    const text = (): string => {
      if ('reason' in read) throw new SamlRefusal(read.reason);
      return read.text;
    };
    if (decodeToken(relayState))
      return desk.answered(inbound, relayState, ({ requestId = '', strengths = '[]' }) =>
        refusedAs('sign-in-failed', async () => accept(text(), requestId, JSON.parse(strengths) as string[])),
      );
    if (settings.unsolicitedApp === undefined) throw new SamlRefusal('unsolicited');
    return desk.unsolicited(inbound, settings.unsolicitedApp, await accept(text(), undefined, []));
  }

  let published: string | undefined;
  const logout = createSamlLogout({ settings, host, addresses, key: first, records, now, withProvider, useOnce });

  return {
    id: settings.id,
    async begin(state, { stepUp } = {}) {
      const { signOn } = await source.current();
      const { binding, url } = signOn.find((each) => each.binding === settings.binding) ?? (signOn[0] as Endpoint);
      const id = messageId();
      const strengths = stepUp?.strengths ?? [];
      const xml = authnRequestXml({
        ...settings,
        // The policy's words stand for methods of signing in, one of which will do.
        authnContexts: strengths.length > 0 ? strengths : settings.authnContexts,
        forceAuthn: stepUp?.maxAge !== undefined,
        id,
        addresses,
        destination: url,
        now: now(),
      });
      const onward = CARRIERS[binding](url, { parameter: 'SAMLRequest', xml, relayState: state }, first);
      return { onward, checks: { requestId: id, strengths: JSON.stringify(strengths) } };
    },
    async finish() {
      throw new Failure('sign-in-failed', `${settings.id}: the answer did not come to the assertion consumer`);
    },
    signOut: logout.begin,
    routes: (desk) =>
      new Map<string, Route>([
        [addresses.paths.metadata, { methods: ['GET', 'HEAD'], serve: async () => metadataReply() }],
        [
          addresses.paths.acs,
          {
            methods: ['POST'],
            serve: (inbound) => refusedAs('sign-in-failed', () => assertionConsumer(inbound, desk)),
          },
        ],
        [
          addresses.paths.slo,
          {
            methods: ['GET', 'POST'],
            serve: (inbound) => refusedAs('bad-request', () => logout.receive(inbound, desk)),
          },
        ],
      ]),
  };

  function metadataReply(): Reply {
    // Anybody may ask, and signing is dear.
    published ??= ownMetadata(addresses, keys, settings.mustSign);
    return { status: 200, headers: [['content-type', 'application/samlmetadata+xml'], ...NO_STORE], body: published };
  }
}
