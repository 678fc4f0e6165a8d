import type { AppAnswers } from './app-answers.ts';
import { OWN_CLIENTS, type OwnClient, type OwnWay, ownProviderWay } from './own-provider-way.ts';
import type { SignInKind } from './sign-in-kinds.ts';

/** What flags say of the way an app signs its users in. */
export interface SignInFlags {
  readonly entityId?: string;
  readonly acs: readonly string[];
  readonly nameId?: string;
  readonly certificate: readonly string[];
  readonly logoutUrl?: string;
  readonly clientId?: string;
  readonly clientSecretFile?: string;
  readonly publicClient?: boolean;
  readonly redirectUri: readonly string[];
  readonly postLogoutRedirectUri: readonly string[];
  readonly backchannelLogoutUri?: string;
  readonly ownClient?: string;
  readonly ownReply?: string;
  readonly ownBound?: string;
  readonly endpoint: readonly string[];
  readonly replyUrl: readonly string[];
  readonly ownHost: readonly string[];
}

/** Takes what a flag gives, or asks. */
export interface Taking {
  one(given: string | undefined, flag: string, question: string): Promise<string>;
  several(given: readonly string[], flag: string, question: string): Promise<readonly string[]>;
}

/** The part of the answers that a kind of sign-in brings; `chosen` says which way an app with a provider of its own goes. */
export type SignInAnswers = Pick<AppAnswers, 'saml' | 'oidc' | 'own'> & { readonly chosen?: OwnWay };

const optional = <K extends string>(name: K, value: string | undefined): Partial<Record<K, string>> =>
  value === undefined ? {} : ({ [name]: value } as Partial<Record<K, string>>);

/** Kind of sign-in -> what it asks for. */
const ASKED: Readonly<Record<string, (flags: SignInFlags, take: Taking) => Promise<SignInAnswers>>> = {
  saml: async (flags, take) => ({
    saml: {
      entityId: await take.one(flags.entityId, '--entity-id', 'The app’s entity ID'),
      acs: await take.several(flags.acs, '--acs', 'The app’s ACS URL'),
      certificates: flags.certificate,
      ...optional('nameId', flags.nameId),
      ...optional('logoutUrl', flags.logoutUrl),
    },
  }),
  oidc: async (flags, take) => ({
    oidc: {
      clientId: await take.one(flags.clientId, '--client-id', 'Client ID, the same as in the app'),
      ...(flags.publicClient
        ? {}
        : {
            clientSecretFile: await take.one(
              flags.clientSecretFile,
              '--client-secret-file',
              'File with the client secret (--public-client for an app in the page, without one)',
            ),
          }),
      redirectUris: await take.several(flags.redirectUri, '--redirect-uri', 'The app’s redirect URI'),
      postLogoutRedirectUris: flags.postLogoutRedirectUri,
      ...optional('backchannelLogoutUri', flags.backchannelLogoutUri),
    },
  }),
  own: ownAnswers,
};

async function ownAnswers(flags: SignInFlags, take: Taking): Promise<SignInAnswers> {
  const yes = (text: string): boolean => /^y(es)?$/i.test(text);
  const client = await take.one(
    flags.ownClient,
    '--own-client',
    'Its client: page (runs in the page, as MSAL), code (on its server, with codes), id-token (on its server, ID token alone) or saml',
  );
  if (!OWN_CLIENTS.some((each) => each === client)) return {};
  const knowsReply =
    client !== 'code' &&
    yes(
      await take.one(
        flags.ownReply,
        '--own-reply',
        client === 'saml'
          ? 'Can its provider post to the suffixed ACS URL with Recipient and Destination left as they are (yes, no)'
          : 'Can its provider be told of the suffixed reply URL (yes, no)',
      ),
    );
  const isBound =
    !knowsReply &&
    yes(
      await take.one(
        flags.ownBound,
        '--own-bound',
        'Do people sign in there by passkeys, certificates, Kerberos or the device (yes, no)',
      ),
    );
  const chosen = ownProviderWay({ client: client as OwnClient, knowsReply, isBound });
  const nothing = { endpoints: [], replyUrls: [], hosts: [] };
  if (chosen.way === 'broker') return { chosen };
  if (chosen.way === 'mapped')
    return {
      chosen,
      own: {
        ...nothing,
        hosts: await take.several(
          flags.ownHost,
          '--own-host',
          'Origins of its sign-in pages (https://id.corp.example)',
        ),
      },
    };
  return {
    chosen,
    own: {
      ...nothing,
      // Of SAML nothing in the request has to change: its provider posts where it is set to.
      endpoints: await take.several(
        flags.endpoint,
        '--endpoint',
        client === 'saml' ? 'Its SSO URL' : 'Its authorization, token and sign-out endpoints',
      ),
      replyUrls: await take.several(flags.replyUrl, '--reply-url', 'The app’s reply URL (redirect URI, ACS URL)'),
    },
  };
}

/** Flag -> the kind of sign-in that it belongs to. */
const KINDS: Readonly<Record<keyof SignInFlags, SignInKind>> = {
  entityId: 'saml',
  acs: 'saml',
  nameId: 'saml',
  certificate: 'saml',
  logoutUrl: 'saml',
  clientId: 'oidc',
  clientSecretFile: 'oidc',
  publicClient: 'oidc',
  redirectUri: 'oidc',
  postLogoutRedirectUri: 'oidc',
  backchannelLogoutUri: 'oidc',
  ownClient: 'own',
  ownReply: 'own',
  ownBound: 'own',
  endpoint: 'own',
  replyUrl: 'own',
  ownHost: 'own',
};

/** Flags that are given and belong to another kind of sign-in. */
export function strayFlags(kind: string, flags: SignInFlags): readonly string[] {
  return Object.entries(KINDS).flatMap(([name, of]) => {
    const given = flags[name as keyof SignInFlags];
    const isGiven = Array.isArray(given) ? given.length > 0 : given !== undefined;
    if (!isGiven || of === kind) return [];
    return [`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} belongs to --sign-in ${of}`];
  });
}

/** What a kind of sign-in asks for besides; nothing for a kind that is none. */
export async function signInAnswers(kind: string, flags: SignInFlags, take: Taking): Promise<SignInAnswers> {
  return (await ASKED[kind]?.(flags, take)) ?? {};
}
