import type { ProtectedApp } from '../../model/app.ts';
import type { Identified, Reply } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import type { HostMap } from '../../model/host-map.ts';
import type { HandoffPages } from '../handoff-pages.ts';
import { SIGN_ON_PATH, type SignInAddresses, splitTarget } from '../handoff-paths.ts';
import { NO_STORE } from '../handoff-reply.ts';
import type { Route } from '../identity-provider.ts';
import { leave } from '../onward.ts';
import { messageId } from '../saml/message-id.ts';
import { type OwnKey, ownKey } from '../saml/own-key.ts';
import { BINDINGS, NS } from '../saml/saml-names.ts';
import { SamlRefusal } from '../saml/saml-reason.ts';
import type { SamlKeyPair } from '../saml/saml-settings.ts';
import { signXml } from '../saml/xml-signature.ts';
import { escapeXml } from '../saml/xml-text.ts';
import { isNavigation } from '../without-session.ts';
import { readAppRequest } from './app-request.ts';
import { brokerAddresses } from './broker-addresses.ts';
import { issuedResponse } from './issued-response.ts';

export interface SamlBrokerParts {
  readonly hosts: HostMap;
  readonly apps: readonly ProtectedApp[];
  readonly host: SignInAddresses;
  readonly keys: SamlKeyPair;
  readonly pages: Pick<HandoffPages, 'leave'>;
  readonly now: () => number;
}

/** The gateway as the SAML identity provider of its apps: whoever has a session at the gateway is signed in to them. */
export interface SamlBroker {
  /** Metadata for each app, on the sign-in host. */
  readonly routes: ReadonlyMap<string, Route>;
  /**
   * Answers an app's request, which comes to the app's own suffix host, so under its session. Undefined for an app that does
   * not sign in this way. Throws Failure `bad-request` for a request that is not the app's.
   */
  signOn(exchange: Identified): Reply | undefined;
}

export function createSamlBroker({ hosts, apps, host, keys, pages, now }: SamlBrokerParts): SamlBroker {
  const key = ownKey(keys);
  const addressesOf = (app: ProtectedApp) => brokerAddresses(app, host.origin, hosts);

  const metadataRoute = (app: ProtectedApp): Route => {
    let published: string | undefined;
    return {
      methods: ['GET', 'HEAD'],
      async serve() {
        const { entityId, signOn } = addressesOf(app);
        published ??= metadataXml(entityId, signOn[0] ?? '', key);
        return {
          status: 200,
          headers: [['content-type', 'application/samlmetadata+xml'], ...NO_STORE],
          body: published,
        };
      },
    };
  };

  return {
    routes: new Map(
      apps.flatMap((app) => (app.saml ? [[addressesOf(app).metadataPath, metadataRoute(app)] as const] : [])),
    ),
    signOn({ app, session, target, method, headers }) {
      const { saml } = app;
      if (!saml) return undefined;
      if (method !== 'GET' || !isNavigation({ headers }))
        throw new Failure('bad-request', `${method} on ${SIGN_ON_PATH}, or no navigation`);
      try {
        const { entityId, signOn } = addressesOf(app);
        const request = readAppRequest(splitTarget(target).rawQuery, saml, signOn, now());
        const xml = issuedResponse({ issuer: entityId, key, saml, request, session, now: now() });
        const { relayState } = request;
        return leave(
          {
            url: hosts.toSuffix(request.acs),
            fields: {
              SAMLResponse: Buffer.from(xml).toString('base64'),
              ...(relayState === undefined ? {} : { RelayState: relayState }),
            },
          },
          pages,
        );
      } catch (error) {
        if (error instanceof SamlRefusal) throw new Failure('bad-request', `${app.id}: ${error.message}`, error);
        throw error;
      }
    },
  };
}

/** What an app needs to know of the gateway as its identity provider (SAML metadata, section 2.4.3). */
function metadataXml(entityId: string, signOn: string, key: OwnKey): string {
  const xml = [
    `<m:EntityDescriptor xmlns:m="${NS.metadata}" ID="${messageId()}" entityID="${escapeXml(entityId)}">`,
    `<m:IDPSSODescriptor protocolSupportEnumeration="${NS.protocol}"><m:KeyDescriptor use="signing">`,
    `<d:KeyInfo xmlns:d="${NS.signature}"><d:X509Data><d:X509Certificate>${key.bare}</d:X509Certificate></d:X509Data></d:KeyInfo></m:KeyDescriptor>`,
    `<m:SingleSignOnService Binding="${BINDINGS.redirect}" Location="${escapeXml(signOn)}"/>`,
    '</m:IDPSSODescriptor></m:EntityDescriptor>',
  ].join('');
  return signXml(xml, key);
}
