import type { Origin } from './host-map.ts';
import type { Message } from './message.ts';

/** One origin of a protected app and how the gateway reaches it. */
export interface AppHost {
  readonly origin: Origin;
  /** Where to connect instead of the host's own name; Host, SNI and the certificate name stay the origin's. */
  readonly connect?: Origin;
}

/** What of a user an app is told. */
export const USER_FACTS = ['subject', 'name', 'email', 'groups'] as const;
export type UserFact = (typeof USER_FACTS)[number];

/** An app that takes the gateway as its SAML identity provider. */
export interface AppSaml {
  /** The app's own entity name. */
  readonly entityId: string;
  /** Where it takes answers: URLs of its origins; the first unless it names another of them. */
  readonly acs: readonly string[];
  /** PEM certificates one of which must have signed its requests; none where they need no signature. */
  readonly certificates: readonly string[];
  /** What names the user. */
  readonly nameId: Exclude<UserFact, 'groups'>;
  /** Attribute name -> what stands in it. */
  readonly attributes: Readonly<Record<string, UserFact>>;
  /** How it takes part in single logout; not at all without it. */
  readonly logout?: AppSamlLogout;
}

/** Where an app takes messages of single logout: URLs of its origins. */
export interface AppSamlLogout {
  readonly url: string;
  /** For answers. */
  readonly responseUrl: string;
  readonly binding: 'redirect' | 'post';
}

/** A provider that an app keeps as its own, and that sends browsers back to the app's addresses under the suffix. */
export interface OwnProvider {
  /** Its URLs that are told where to come back: authorization, token and sign-out endpoints, without a query. */
  readonly endpoints: readonly string[];
  /** The app's own addresses that it uses, whose suffixed ones the provider knows. */
  readonly replyUrls: readonly string[];
}

/** How an app shows that it is the registered client (OpenID Connect Core, section 9). */
export type AppClientAuth =
  | { readonly method: 'client_secret_basic' | 'client_secret_post'; readonly secret: string }
  /** `keys`: its public keys as JWKs (RFC 7517). */
  | { readonly method: 'private_key_jwt'; readonly keys: readonly Readonly<Record<string, unknown>>[] }
  /** A client that can keep no secret. */
  | { readonly method: 'none' };

/** An app that takes the gateway as its OpenID provider. */
export interface AppOidc {
  readonly clientId: string;
  readonly auth: AppClientAuth;
  /** Where it takes codes: URLs of its origins. */
  readonly redirectUris: readonly string[];
  /** Where a browser may be led once its user has signed out: URLs of its origins. */
  readonly postLogoutRedirectUris: readonly string[];
  /** Where it is told that a session has ended; a URL of its origins. */
  readonly backchannelLogoutUri?: string;
  /** `required` refuses an authorization request without a code challenge (RFC 7636). */
  readonly pkce: 'required' | 'optional';
  /** What stands in `sub`. */
  readonly subject: Exclude<UserFact, 'groups'>;
  /** Further claims of the ID token: name -> what stands in it. */
  readonly claims: Readonly<Record<string, UserFact>>;
}

/** How clients that are no browser show who their user is to an app: by access tokens (RFC 6750). */
export interface AppBearer {
  readonly issuer: string;
  /** Where the issuer's keys are: an https URL. */
  readonly jwksUri: string;
  /** What a token has to be for: the app. */
  readonly audience: string;
  /** All of these a token has to hold. */
  readonly scopes: readonly string[];
  /** Whether the app gets the token as well. */
  readonly forward: boolean;
  /** PEM texts trusted for the issuer in addition to the system's. */
  readonly ca: readonly string[];
  /** Where to connect instead of the issuer's own host. */
  readonly connect: Origin | undefined;
}

/** Mobile and desktop apps that come with a session. */
export interface NativeClients {
  readonly admit: boolean;
  /** What those who are not let in are told. */
  readonly message?: Message | undefined;
}

/** How the pages of an app are kept to the hosts they may load from and send to. */
export interface Confinement {
  /** `report` lets pass, and logs what `enforce` would block. */
  readonly mode: 'enforce' | 'report';
  /** Hosts of no app that pages may use: `https://cdn.example`, `https://*.cdn.example:8443`, `wss://live.example`. */
  readonly external: readonly string[];
  /** Origins that a form may be led on to when its user has to sign in. */
  readonly signIn: readonly string[];
}

/** A protected app. `ca` holds PEM texts trusted for this app in addition to the system's. */
export interface ProtectedApp {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly hosts: readonly AppHost[];
  readonly saml?: AppSaml;
  readonly oidc?: AppOidc;
  readonly bearer?: AppBearer;
  /** They are not admitted where this is left out. */
  readonly nativeClients?: NativeClients;
  readonly ownProvider?: OwnProvider;
  /** None where the app's pages may reach whatever host they like. */
  readonly confinement?: Confinement;
  /** Names the activity profile; `generic` without it. */
  readonly profile?: string;
  readonly ca: readonly string[];
  /** Whether loopback, private and link-local addresses may be connected to (checked on the address, not the name). */
  readonly allowPrivate: boolean;
  /** Milliseconds. `connect`: to a socket; `headers`: to the first response header; `body`: between two body chunks. */
  readonly timeouts: { readonly connect: number; readonly headers: number; readonly body: number };
}
