import type { ProtectedApp } from '../../model/app.ts';
import type { Reply } from '../../model/exchange.ts';
import type { Route } from '../identity-provider.ts';
import type { OpenSession } from '../session-store.ts';
import type { SignOutDesk } from '../sign-out.ts';
import type { StepUp, WithOpenSession } from './app-sign-in.ts';
import { AUTHORIZE_NAME } from './openid/openid-addresses.ts';
import type { OpenidBroker } from './openid/openid-broker.ts';
import type { SamlBroker } from './saml-broker.ts';

/** Where an app's hosts take requests to sign in, as names of the gateway's own routes. */
const SIGN_ON_NAME = 'sign-on';
export const SIGN_IN_NAMES: ReadonlySet<string> = new Set([SIGN_ON_NAME, AUTHORIZE_NAME]);

/** The gateway as the identity provider of its apps, in every protocol that one of them speaks. */
export interface Broker {
  /** Routes on the sign-in host. */
  routes(desk: SignOutDesk): ReadonlyMap<string, Route>;
  /** Routes on an app's own hosts, where no session counts. */
  routesOf(app: ProtectedApp, desk: SignOutDesk): ReadonlyMap<string, Route>;
  /** Answers a request to sign in that came to one of the app's suffix hosts; undefined for any other name. */
  serve(name: string, exchange: WithOpenSession, stepUp: StepUp): Promise<Reply | undefined>;
  /** Tells the apps that a session is about to end, while they can still be reached in its name. Never rejects. */
  parting(open: OpenSession): Promise<void>;
  readonly inside: OpenidBroker['inside'];
  close(): void;
}

export function createBroker(saml: SamlBroker | undefined, openid: OpenidBroker | undefined): Broker {
  return {
    routes: (desk) => new Map([...(saml?.routes ?? []), ...(openid?.routesFor(desk) ?? [])]),
    routesOf: (app, desk) => saml?.routesOf(app, desk) ?? new Map(),
    async serve(name, exchange, stepUp) {
      if (name === SIGN_ON_NAME) return saml?.signOn(exchange, stepUp);
      if (name === AUTHORIZE_NAME) return openid?.authorize(exchange, stepUp);
      return undefined;
    },
    async parting(open) {
      await saml?.parting(open);
    },
    inside: (exchange, location) => openid?.inside(exchange, location) ?? location,
    close: () => openid?.close(),
  };
}
