import { X509Certificate } from 'node:crypto';
import type { AppSaml, ProtectedApp } from '../../model/app.ts';
import type { Identified, Reply } from '../../model/exchange.ts';
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
import { SamlRefusal } from '../saml/saml-reason.ts';
import type { SamlKeyPair } from '../saml/saml-settings.ts';
import { isNavigation } from '../without-session.ts';
import { demandOf } from './app-contexts.ts';
import { type AppExpectation, type AppRequest, readPostedRequest, readRedirectedRequest } from './app-request.ts';
import type { Entered, StepUp } from './app-sign-in.ts';
import { brokerAddresses } from './broker-addresses.ts';
import { brokerMetadata } from './broker-metadata.ts';
import { issuedResponse, refusalOf } from './issued-response.ts';
import { createKeptRequests } from './kept-requests.ts';

export interface SamlBrokerParts {
  readonly hosts: HostMap;
  readonly apps: readonly ProtectedApp[];
  readonly host: SignInAddresses;
  /** At least one: the first signs, and all are in the metadata. */
  readonly keys: readonly SamlKeyPair[];
  readonly records: RecordStore;
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
  routesOf(app: ProtectedApp): ReadonlyMap<string, Route>;
  /**
   * Answers an app's request, which comes to the app's own suffix host, so under its session. Undefined for an app that does
   * not sign in this way. Throws Failure `bad-request` for a request that is not the app's.
   */
  signOn(exchange: Identified, stepUp: StepUp): Promise<Reply | undefined>;
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
  const kept = createKeptRequests(records, now);
  const addressesOf = (app: ProtectedApp) => brokerAddresses(app, host.origin, hosts);

  const { validTo, validToDate } = new X509Certificate(first.certificate);
  if (validToDate.getTime() < now() + FAR_ENOUGH)
    warn(`the certificate that apps check the gateway's answers with ends at ${validTo}`);

  function expectation(app: ProtectedApp, saml: AppSaml): AppExpectation {
    const { signOn, signOnPost } = addressesOf(app);
    return { saml, addresses: [...signOn, ...signOnPost], now: now() };
  }

  const metadataRoute = (app: ProtectedApp): Route => {
    let published: string | undefined;
    return {
      methods: ['GET', 'HEAD'],
      async serve() {
        published ??= brokerMetadata(addressesOf(app), keys);
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
      apps.flatMap((app) => (app.saml ? [[addressesOf(app).metadataPath, metadataRoute(app)] as const] : [])),
    ),
    routesOf: (app) => new Map(app.saml ? [[SIGN_ON_POST_PATH, postRoute(app, app.saml)]] : []),
    async signOn(exchange, stepUp) {
      const { app, session, target, method, headers } = exchange;
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
        const issuing = { saml, request, session, refusal };
        const xml = issuedResponse({ ...issuing, issuer: addressesOf(app).entityId, key: first, now: now() });
        if (refusalOf(issuing) === undefined) entered(exchange, request.acs);
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
      });
    },
  };
}

/** The reason goes to the log; the browser is told the same of every refusal. */
async function refusedFor({ id }: ProtectedApp, steps: () => Promise<Reply>): Promise<Reply> {
  try {
    return await steps();
  } catch (error) {
    if (error instanceof SamlRefusal) throw new Failure('bad-request', `${id}: ${error.message}`, error);
    throw error;
  }
}
