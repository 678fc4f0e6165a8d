import { X509Certificate } from 'node:crypto';
import type { AppSaml, ProtectedApp } from '../../model/app.ts';
import type { Reply } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import type { HostMap } from '../../model/host-map.ts';
import { meets } from '../../policy/step-up.ts';
import type { HandoffPages } from '../handoff-pages.ts';
import { SIGN_ON_PATH, SIGN_ON_POST_PATH, type SignInAddresses, splitTarget } from '../handoff-paths.ts';
import { NO_STORE, redirect } from '../handoff-reply.ts';
import type { Route } from '../identity-provider.ts';
import { leave } from '../onward.ts';
import type { RecordStore } from '../record-store.ts';
import { ownKey } from '../saml/own-key.ts';
import { readPostedForm } from '../saml/posted-form.ts';
import type { SamlKeyPair } from '../saml/saml-settings.ts';
import type { OpenSession, SessionStore } from '../session-store.ts';
import type { SignOutDesk } from '../sign-out.ts';
import { isNavigation } from '../without-session.ts';
import { demandOf } from './app-contexts.ts';
import { type AppExpectation, type AppRequest, readPostedRequest, readRedirectedRequest } from './app-request.ts';
import type { Entered, StepUp, WithOpenSession } from './app-sign-in.ts';
import { brokerAddresses } from './broker-addresses.ts';
import { brokerMetadata } from './broker-metadata.ts';
import { issuedResponse, refusalOf } from './issued-response.ts';
import { createKeptRequests } from './kept-requests.ts';
import { createAppVisits, sessionIndexOf } from './logout/app-visits.ts';
import { createSamlAppLogout } from './logout/saml-app-logout.ts';
import type { SpeakToApp } from './logout/speak-to-app.ts';
import { refusedFor } from './refused-for.ts';
import { factsOf } from './user-facts.ts';

export interface SamlBrokerParts {
  readonly hosts: HostMap;
  readonly apps: readonly ProtectedApp[];
  readonly host: SignInAddresses;
  /** At least one: the first signs, and all are in the metadata. */
  readonly keys: readonly SamlKeyPair[];
  readonly records: RecordStore;
  readonly sessions: Pick<SessionStore, 'attach' | 'attached' | 'detach'>;
  readonly speak: SpeakToApp;
  readonly pages: Pick<HandoffPages, 'leave'>;
  readonly entered: Entered;
  /** Told what the operator should know of. */
  readonly warn: (what: string) => void;
  readonly now: () => number;
}

/** The gateway as the SAML identity provider of its apps: whoever has a session at the gateway is signed in to them. */
export interface SamlBroker {
  /** Metadata for each app, on the sign-in host. */
  readonly routes: ReadonlyMap<string, Route>;
  /** Routes on an app's own hosts, where no session counts. */
  routesOf(app: ProtectedApp, desk: SignOutDesk): ReadonlyMap<string, Route>;
  /**
   * Answers an app's request, which comes to the app's own suffix host, so under its session. Undefined for an app that does
   * not sign in this way. Throws Failure `bad-request` for a request that is not the app's.
   */
  signOn(exchange: WithOpenSession, stepUp: StepUp): Promise<Reply | undefined>;
  /** Has every app that the session was signed in to sign it out, before it ends. Never rejects. */
  parting(open: OpenSession): Promise<void>;
}

/** Milliseconds before the end of a certificate of ours at which the operator is told. */
const FAR_ENOUGH = 60 * 24 * 3_600_000;
/** The parameter that names a request that came by POST. */
const KEPT = 'kept';

export function createSamlBroker(parts: SamlBrokerParts): SamlBroker {
  const { hosts, apps, host, records, pages, entered, warn, now } = parts;
  const [first, ...others] = parts.keys.map(ownKey);
  if (!first) throw new Error('apps that sign in by SAML need a key');
  const keys = [first, ...others] as const;
  const kept = createKeptRequests<AppRequest>(records, now, { table: 'app-request' });
  const visits = createAppVisits(parts.sessions);
  const addressesOf = (app: ProtectedApp) => brokerAddresses(app, host.origin, hosts);
  const logout = createSamlAppLogout({ ...parts, key: first, visits, addressesOf });

  const { validTo, validToDate } = new X509Certificate(first.certificate);
  if (validToDate.getTime() < now() + FAR_ENOUGH)
    warn(`the certificate that apps check the gateway's answers with ends at ${validTo}`);

  function expectation(app: ProtectedApp, saml: AppSaml): AppExpectation {
    const { signOn, signOnPost } = addressesOf(app);
    return { saml, addresses: [...signOn, ...signOnPost], now: now() };
  }

  const metadataRoute = (app: ProtectedApp, saml: AppSaml): Route => {
    let published: string | undefined;
    return {
      methods: ['GET', 'HEAD'],
      async serve() {
        published ??= brokerMetadata(addressesOf(app), keys, saml.logout !== undefined);
        const type = ['content-type', 'application/samlmetadata+xml'] as const;
        return { status: 200, headers: [type, ...NO_STORE], body: published };
      },
    };
  };

  /** Another site may have posted it, and then without cookies: it is read, kept, and taken up by a navigation of this host's own. */
  const postRoute = (app: ProtectedApp, saml: AppSaml): Route => ({
    methods: ['POST'],
    serve: (inbound) =>
      refusedFor(app, async () => {
        const request = readPostedRequest(await readPostedForm(inbound), expectation(app, saml));
        const name = await kept.keep(app.id, request);
        return redirect(`https://${inbound.authority}${SIGN_ON_PATH}?${KEPT}=${name}`, [], 303);
      }),
  });

  async function requestOf(app: ProtectedApp, saml: AppSaml, target: string): Promise<AppRequest> {
    const { query, rawQuery } = splitTarget(target);
    const name = query.get(KEPT);
    if (name === null) return readRedirectedRequest(rawQuery, expectation(app, saml));
    const found = await kept.find(app.id, name);
    if (!found) throw new Failure('sign-in-expired', `${app.id}: no request is kept by this name`);
    return found;
  }

  return {
    routes: new Map(
      apps.flatMap((app) => (app.saml ? [[addressesOf(app).metadataPath, metadataRoute(app, app.saml)] as const] : [])),
    ),
    routesOf: (app, desk) =>
      new Map([
        ...(app.saml ? [[SIGN_ON_POST_PATH, postRoute(app, app.saml)] as const] : []),
        ...logout.routesOf(app, desk),
      ]),
    async parting(open) {
      await logout.tell(open);
    },
    async signOn(exchange, stepUp) {
      const { app, session, open, target, method, headers } = exchange;
      const { saml } = app;
      if (!saml) return undefined;
      if (method !== 'GET' || !isNavigation({ headers }))
        throw new Failure('bad-request', `${method} on ${SIGN_ON_PATH}, or no navigation`);
      return refusedFor(app, async () => {
        const request = await requestOf(app, saml, target);
        const demand = demandOf(request);
        const enough = demand === undefined || meets(demand, session.authentication, now());
        if (!enough && !request.isPassive) return stepUp(exchange, target, demand);
        const refusal = enough ? undefined : ('NoPassive' as const);
        const sessionIndex = sessionIndexOf(session, app.id);
        const issuing = { saml, request, session, sessionIndex, refusal };
        const xml = issuedResponse({ ...issuing, issuer: addressesOf(app).entityId, key: first, now: now() });
        if (refusalOf(issuing) === undefined) {
          entered(exchange, request.acs);
          const [name = ''] = factsOf(session.user, saml.nameId);
          if (saml.logout) await visits.note(open, app.id, { name, sessionIndex });
        }
        const { relayState } = request;
        return leave(
          {
            url: hosts.toSuffix(request.acs),
            keepsFragment: true,
            fields: {
              SAMLResponse: Buffer.from(xml).toString('base64'),
              ...(relayState === undefined ? {} : { RelayState: relayState }),
            },
          },
          pages,
          [],
          headers,
        );
      });
    },
  };
}
