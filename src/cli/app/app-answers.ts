import type { WrittenApp } from '../../config/add-app.ts';

/** What is asked of an administrator; texts as they were typed. */
export interface AppAnswers {
  readonly id: string;
  readonly name: string;
  readonly hosts: readonly string[];
  /** Where to connect for the first host, when not at its own name. */
  readonly upstream?: string;
  readonly provider: string;
  readonly signIn: string;
  /** What the kind of sign-in asks for besides. */
  readonly saml?: SamlAnswers;
  readonly oidc?: OidcAnswers;
  readonly own?: OwnAnswers;
  readonly allowPrivate: boolean;
}

export interface SamlAnswers {
  readonly entityId: string;
  readonly acs: readonly string[];
  readonly nameId?: string;
  readonly certificates: readonly string[];
  readonly logoutUrl?: string;
}

export interface OidcAnswers {
  readonly clientId: string;
  /** None for a client that can keep no secret. */
  readonly clientSecretFile?: string;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly backchannelLogoutUri?: string;
}

/** Of the way by a suffixed reply URL the first two, of the mapped host the third. */
export interface OwnAnswers {
  readonly endpoints: readonly string[];
  readonly replyUrls: readonly string[];
  readonly hosts: readonly string[];
}

/** What a mistake can be in, by the flag that gives it. */
export type AnswerField =
  | 'id'
  | 'name'
  | 'hosts'
  | 'upstream'
  | 'signIn'
  | 'entityId'
  | 'acs'
  | 'nameId'
  | 'certificates'
  | 'logoutUrl'
  | 'clientId'
  | 'redirectUris'
  | 'postLogoutRedirectUris'
  | 'backchannelLogoutUri'
  | 'endpoints'
  | 'replyUrls'
  | 'ownHosts';

/** A mistake in one answer: which, what is wrong with it, and what to write. */
export interface Mistake {
  readonly field: AnswerField;
  readonly message: string;
  readonly fix: string;
}

const present = <T>(name: string, value: T | undefined | readonly []): Record<string, T> =>
  value === undefined || (Array.isArray(value) && value.length === 0) ? {} : { [name]: value as T };

/** The answers as the configuration writes them. */
export function writtenApp(answers: AppAnswers): WrittenApp {
  const { id, name, provider, hosts, upstream, saml, oidc, own, allowPrivate } = answers;
  const [first = '', ...others] = hosts;
  return {
    id,
    name,
    provider,
    hosts: [upstream === undefined ? first : { url: first, connect: upstream }, ...others, ...(own?.hosts ?? [])],
    ...(saml ? { saml: writtenSaml(saml) } : {}),
    ...(oidc ? { oidc: writtenOidc(oidc) } : {}),
    ...(own && own.endpoints.length > 0 ? { ownProvider: { endpoints: own.endpoints, replyUrls: own.replyUrls } } : {}),
    ...(allowPrivate ? { allowPrivate } : {}),
  };
}

function writtenSaml({ entityId, acs, nameId, certificates, logoutUrl }: SamlAnswers): object {
  return {
    entityId,
    acs,
    ...present('nameId', nameId),
    ...present('certificates', certificates),
    ...(logoutUrl === undefined ? {} : { logout: { url: logoutUrl } }),
  };
}

function writtenOidc(answers: OidcAnswers): object {
  const { clientId, clientSecretFile, redirectUris, postLogoutRedirectUris, backchannelLogoutUri } = answers;
  return {
    clientId,
    ...(clientSecretFile === undefined ? { auth: 'none' } : { clientSecretFile }),
    redirectUris,
    ...present('postLogoutRedirectUris', postLogoutRedirectUris),
    ...present('backchannelLogoutUri', backchannelLogoutUri),
  };
}
