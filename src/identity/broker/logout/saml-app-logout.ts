import type { AppSaml, AppSamlLogout, ProtectedApp } from '../../../model/app.ts';
import type { Inbound, Reply } from '../../../model/exchange.ts';
import { Failure } from '../../../model/failure.ts';
import { type HostMap, serializeOrigin } from '../../../model/host-map.ts';
import type { HandoffPages } from '../../handoff-pages.ts';
import { APP_LOGOUT_PATH, type SignInAddresses, splitTarget } from '../../handoff-paths.ts';
import { redirect } from '../../handoff-reply.ts';
import type { Route } from '../../identity-provider.ts';
import type { Landing } from '../../landings.ts';
import { leave, type Onward } from '../../onward.ts';
import type { RecordStore } from '../../record-store.ts';
import { readIncomingLogout } from '../../saml/logout/incoming-logout.ts';
import { type LogoutOutcome, logoutRequestXml, logoutResponseXml } from '../../saml/logout/logout-xml.ts';
import { messageId } from '../../saml/message-id.ts';
import { CARRIERS } from '../../saml/outgoing.ts';
import type { OwnKey } from '../../saml/own-key.ts';
import { SamlRefusal } from '../../saml/saml-reason.ts';
import { rowKey } from '../../seal.ts';
import type { OpenSession } from '../../session-store.ts';
import type { SignOutDesk } from '../../sign-out.ts';
import type { BrokerAddresses } from '../broker-addresses.ts';
import { NAME_FORMATS } from '../issued-response.ts';
import { createKeptRequests } from '../kept-requests.ts';
import { refusedFor } from '../refused-for.ts';
import { type AppLogout, CLOCK_SKEW, readAppLogout, saysSignedOut } from './app-logout-message.ts';
import type { AppVisit, AppVisits } from './app-visits.ts';
import type { SpeakToApp } from './speak-to-app.ts';

export interface SamlAppLogoutParts {
  readonly hosts: HostMap;
  readonly apps: readonly ProtectedApp[];
  readonly host: SignInAddresses;
  readonly key: OwnKey;
  readonly addressesOf: (app: ProtectedApp) => BrokerAddresses;
  readonly visits: AppVisits;
  readonly records: RecordStore;
  readonly pages: Pick<HandoffPages, 'leave'>;
  readonly speak: SpeakToApp;
  readonly warn: (what: string) => void;
  readonly now: () => number;
}

/** Single logout towards apps, with the gateway as their identity provider (SAML profiles, section 4.4). */
export interface SamlAppLogout {
  /** Has the apps that a session was signed in to sign it out; tells whether every one of them says so. Never rejects. */
  tell(open: OpenSession): Promise<boolean>;
  /** Where an app asks for it: nobody's session counts but the browser's own. */
  routesOf(app: ProtectedApp, desk: SignOutDesk): ReadonlyMap<string, Route>;
}

/** Milliseconds for all apps together: whoever signs out waits for them. */
const PATIENCE = 5000;
const REDIRECTS = 4;
const KEPT = 'kept';

type SigningOut = AppSaml & { readonly logout: AppSamlLogout };

/**
 * The gateway speaks to the apps itself, with the cookies that it keeps for the browser, while the session still opens them. So an
 * app that hangs strands nobody, and the session ends whatever an app does.
 */
export function createSamlAppLogout(parts: SamlAppLogoutParts): SamlAppLogout {
  const { hosts, apps, host, key, addressesOf, visits, records, pages, speak, warn, now } = parts;
  const kept = createKeptRequests<AppLogout>(records, now, { table: 'app-logout' });

  const headFor = (app: ProtectedApp, destination: string) => ({
    id: messageId(),
    issuer: addressesOf(app).entityId,
    destination,
    now: now(),
  });

  async function ask(
    open: OpenSession,
    app: ProtectedApp,
    saml: SigningOut,
    visit: AppVisit,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { url, binding } = saml.logout;
    const [slo = ''] = addressesOf(app).logout;
    const head = headFor(app, url);
    const nameId = { value: visit.name, format: NAME_FORMATS[saml.nameId] };
    const xml = logoutRequestXml(head, { nameId, sessionIndex: visit.sessionIndex });
    let onward: Onward = CARRIERS[binding](url, { parameter: 'SAMLRequest', xml, relayState: undefined }, key);
    for (let hop = 0; hop <= REDIRECTS; hop++) {
      const answer = await speak(open, app, onward, signal);
      const done = saysSignedOut(answer, saml, slo, head.id, now());
      if (done !== undefined) return done;
      if (answer.location === undefined) return false;
      onward = { url: answer.location };
    }
    return false;
  }

  async function tellOne(open: OpenSession, app: ProtectedApp, signal: AbortSignal): Promise<boolean> {
    const { saml } = app;
    if (!saml || !signsOut(saml)) return true;
    try {
      const visit = await visits.of(open, app.id);
      if (!visit) return true;
      // Once: a sign-out that comes by several ways is one.
      await visits.forget(open, app.id);
      if (await ask(open, app, saml, visit, signal)) return true;
      warn(`${app.id} did not say that it signed a user out`);
    } catch (error) {
      warn(`${app.id} could not be told that a user signs out: ${String(error)}`);
    }
    return false;
  }

  /** The answer to the app, given to it as everything else; where the app then leads, the browser lands. */
  async function answer(
    open: OpenSession,
    app: ProtectedApp,
    { logout }: SigningOut,
    { id, relayState }: AppLogout,
    outcome: LogoutOutcome,
  ): Promise<Landing | undefined> {
    const onward = answerTo(app, logout, { id, relayState }, outcome);
    try {
      const { location } = await speak(open, app, onward, AbortSignal.timeout(PATIENCE));
      const own = app.hosts.some(({ origin }) => URL.parse(location ?? '')?.origin === serializeOrigin(origin));
      return location !== undefined && own ? { url: hosts.toSuffix(location), appName: app.name } : undefined;
    } catch (error) {
      warn(`${app.id} did not take the answer to its sign-out: ${String(error)}`);
      return undefined;
    }
  }

  function answerTo(
    app: ProtectedApp,
    { responseUrl, binding }: AppSamlLogout,
    { id, relayState }: Pick<AppLogout, 'id' | 'relayState'>,
    outcome: LogoutOutcome,
  ): Onward {
    const xml = logoutResponseXml(headFor(app, responseUrl), id, outcome);
    return CARRIERS[binding](responseUrl, { parameter: 'SAMLResponse', xml, relayState }, key);
  }

  const tell: SamlAppLogout['tell'] = async (open) => {
    const signal = AbortSignal.timeout(PATIENCE);
    const told = await Promise.all(apps.map((app) => tellOne(open, app, signal)));
    return told.every((each) => each);
  };

  async function useOnce({ id }: ProtectedApp, request: AppLogout): Promise<void> {
    const row = rowKey(Buffer.from(JSON.stringify([id, request.id])));
    const record = { value: new Uint8Array(), expiresAt: now() + 2 * CLOCK_SKEW };
    if (!(await records.add('app-logout-used', row, record))) throw new SamlRefusal('replayed');
  }

  async function requestOf(app: ProtectedApp, saml: SigningOut, inbound: Inbound): Promise<AppLogout> {
    const name = splitTarget(inbound.target).query.get(KEPT);
    if (name === null || inbound.method === 'POST')
      return readAppLogout(
        await readIncomingLogout(inbound),
        saml,
        `https://${inbound.authority}${APP_LOGOUT_PATH}`,
        now(),
      );
    const found = await kept.find(app.id, name);
    if (!found) throw new Failure('sign-in-expired', `${app.id}: no request is kept by this name`);
    return found;
  }

  async function receive(inbound: Inbound, app: ProtectedApp, saml: SigningOut, desk: SignOutDesk): Promise<Reply> {
    const request = await requestOf(app, saml, inbound);
    if (inbound.method === 'POST') {
      // Another site may have posted it, and then without cookies: a navigation of this host's own takes it up.
      const name = await kept.keep(app.id, request);
      return redirect(`https://${inbound.authority}${APP_LOGOUT_PATH}?${KEPT}=${name}`, [], 303);
    }
    await useOnce(app, request);
    const open = await desk.sessionOf(inbound, app.provider);
    if (!open) return redirect(host.signedOut, [], 303);
    if (!means(request, await visits.of(open, app.id))) {
      const onward = answerTo(app, saml.logout, request, 'unknown');
      return leave({ ...onward, url: hosts.toSuffix(onward.url) }, pages, [], inbound.headers);
    }
    await visits.forget(open, app.id);
    const outcome = (await tell(open)) ? 'done' : 'partial';
    return desk.signOut(inbound, open, await answer(open, app, saml, request, outcome));
  }

  return {
    tell,
    routesOf(app, desk) {
      const { saml } = app;
      if (!saml || !signsOut(saml)) return new Map();
      const serve: Route['serve'] = (inbound) => refusedFor(app, () => receive(inbound, app, saml, desk));
      return new Map([[APP_LOGOUT_PATH, { methods: ['GET', 'POST'], serve }]]);
    },
  };
}

function signsOut(saml: AppSaml): saml is SigningOut {
  return saml.logout !== undefined;
}

/** Whether a request is about this very session: an app may know its user by another name meanwhile. */
function means({ name, sessionIndexes }: AppLogout, visit: AppVisit | undefined): boolean {
  if (!visit || visit.name !== name) return false;
  return sessionIndexes.length === 0 || sessionIndexes.includes(visit.sessionIndex);
}
