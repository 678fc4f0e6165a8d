import type { GatewayConfig } from '../../config/gateway-config.ts';
import type { AnswerField, AppAnswers, Mistake } from './app-answers.ts';

/** Addresses where an app takes answers or messages: which field, what it is called, and where it is found. */
interface Kind {
  readonly field: AnswerField;
  readonly urls: readonly string[];
  /** What somebody may have taken it for who gives one of the identity provider's. */
  readonly theirs: string;
  readonly found: string;
  /** Whether the front page can be one. */
  readonly maybeFront: boolean;
}

const REGISTRATION = 'copy it from the app’s own settings or documentation';

function kindsOf({ saml, oidc, own }: AppAnswers): readonly Kind[] {
  const one = (url: string | undefined): readonly string[] => (url === undefined ? [] : [url]);
  const redirect = {
    theirs: 'the authorization endpoint or the issuer, where apps ask, not a redirect URI, where they take codes',
    found: REGISTRATION,
    maybeFront: true,
  };
  return [
    {
      field: 'acs',
      urls: saml?.acs ?? [],
      theirs: 'the SSO URL, where apps ask, not the ACS URL, where they take answers',
      found: 'copy the Location of AssertionConsumerService from the app’s metadata',
      maybeFront: false,
    },
    {
      field: 'logoutUrl',
      urls: one(saml?.logoutUrl),
      theirs: 'its own logout URL, not the app’s',
      found: 'copy the Location of SingleLogoutService from the app’s metadata',
      maybeFront: false,
    },
    { field: 'redirectUris', urls: oidc?.redirectUris ?? [], ...redirect },
    { field: 'postLogoutRedirectUris', urls: oidc?.postLogoutRedirectUris ?? [], ...redirect },
    {
      field: 'backchannelLogoutUri',
      urls: one(oidc?.backchannelLogoutUri),
      theirs: 'its own address, not the app’s',
      found: REGISTRATION,
      maybeFront: false,
    },
    { field: 'replyUrls', urls: own?.replyUrls ?? [], ...redirect },
  ];
}

function under(host: string, suffix: string): boolean {
  return host === suffix || host.endsWith(`.${suffix}`);
}

/** Mistakes in addresses of the app that are seen before the configuration is read; `config` where there is a sound one. */
export function addressMistakes(
  answers: AppAnswers,
  config: Pick<GatewayConfig, 'suffix' | 'providers'> | undefined,
): readonly Mistake[] {
  const { hosts } = answers;
  const providers = (config?.providers ?? []).flatMap((provider) =>
    provider.type === 'oidc' ? [provider.issuer] : [provider.metadata, provider.issuer ?? ''],
  );
  const idpHosts = new Set(providers.flatMap((text) => (URL.canParse(text) ? [new URL(text).host] : [])));

  function mistakeIn(url: string, { theirs, found, maybeFront }: Kind): readonly [string, string] | undefined {
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    if (!parsed || !/^https?:$/.test(parsed.protocol))
      return [`${url} is no URL`, 'write it whole: https://wiki.example.com/sign-in/answer'];
    if (parsed.hash !== '' || url.endsWith('#')) return [`${url} has a fragment`, 'leave out what begins with #'];
    if (config && under(parsed.hostname, config.suffix))
      return [
        `${url} is under the suffix, where the gateway takes or gives answers: it is one of the gateway’s (an SSO URL, a callback), or the app’s with the suffix`,
        `write the app’s own, at ${hosts.join(' or ')}: the gateway leads to the suffixed one itself`,
      ];
    if (idpHosts.has(parsed.host))
      return [`${url} is at the identity provider: it is ${theirs}`, `${found}, at ${hosts.join(' or ')}`];
    if (!maybeFront && hosts.some((host) => host.replace(/\/$/, '') === url.replace(/\/$/, '')))
      return [`${url} is the app’s front page, which takes no answers`, found];
    if (!hosts.some((each) => URL.canParse(each) && new URL(each).origin === parsed.origin))
      return [
        `${url} is at none of the app’s hosts`,
        `begin it with ${hosts.join(' or ')}, or add --host ${parsed.origin}`,
      ];
    return undefined;
  }

  return kindsOf(answers).flatMap((kind) =>
    kind.urls.flatMap((url): Mistake[] => {
      const found = mistakeIn(url, kind);
      return found ? [{ field: kind.field, message: found[0], fix: found[1] }] : [];
    }),
  );
}
