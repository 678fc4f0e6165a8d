import { parseOrigin } from '../../rewrite/host-map.ts';
import type { AnswerField, AppAnswers, Mistake, OidcAnswers, OwnAnswers, SamlAnswers } from './app-answers.ts';
import { isSignInKind, SIGN_IN_KINDS } from './sign-in-kinds.ts';

const NAME_IDS = ['email', 'name', 'subject'];
/** What apps call their NameID formats (SAML core, section 8.3) -> what to write, or why it cannot be. */
const FORMATS: ReadonlyArray<readonly [pattern: RegExp, fix: string]> = [
  [
    /transient/i,
    'choose another format in the app: a transient name is new at each sign-in, and the app could not know the user again',
  ],
  [/email/i, 'write email'],
  [/persistent/i, 'write subject: the provider’s own name of the user, which never changes'],
  [/unspecified|x509|windows|kerberos|username/i, 'write name'],
];

/** Mistakes that can be seen in the answers by themselves; all of them at once. */
export function writtenMistakes(answers: AppAnswers): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  const mistake = (field: AnswerField, message: string, fix: string): unknown => mistakes.push({ field, message, fix });
  if (!/^[a-z0-9][a-z0-9-]*$/.test(answers.id))
    mistake('id', `${answers.id || 'nothing'} is no id`, 'write lower-case letters, digits and hyphens');
  if (answers.name.trim() === '') mistake('name', 'is empty', 'write what people read');
  if (answers.hosts.length === 0)
    mistake('hosts', 'no host is given', 'write an origin such as https://wiki.example.com');
  for (const host of answers.hosts) if (!parseOrigin(host)) mistake('hosts', ...originMistake(host));
  const { upstream } = answers;
  if (upstream !== undefined && !parseOrigin(upstream)) mistake('upstream', ...originMistake(upstream));
  if (upstream !== undefined && upstream.replace(/\/$/, '') === answers.hosts[0]?.replace(/\/$/, ''))
    mistake('upstream', 'is the app’s host itself', 'leave it out: the gateway connects to the host anyway');
  if (!isSignInKind(answers.signIn))
    mistake(
      'signIn',
      `${answers.signIn} is no kind of sign-in`,
      `write ${Object.entries(SIGN_IN_KINDS)
        .map(([kind, what]) => `${kind} for ${what}`)
        .join(', ')}`,
    );
  if (answers.saml) mistakes.push(...samlMistakes(answers.saml));
  if (answers.oidc) mistakes.push(...oidcMistakes(answers.oidc));
  if (answers.own) mistakes.push(...ownMistakes(answers.own));
  return mistakes;
}

function originMistake(text: string): [string, string] {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    return [
      `${text} is no origin`,
      `write it with its scheme: https://${text.replace(/^[a-z][a-z0-9+.-]*:\/\/|^\/+/i, '') || 'wiki.example.com'}`,
    ];
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    return [`${text} has a path, and an app is a whole host`, `write ${url.origin}`];
  return [`${text} is no origin`, 'write an origin such as https://wiki.example.com'];
}

function samlMistakes({ entityId, acs, nameId, certificates, logoutUrl }: SamlAnswers): Mistake[] {
  const mistakes: Mistake[] = [];
  if (entityId === '' || /\s/.test(entityId))
    mistakes.push({
      field: 'entityId',
      message: entityId === '' ? 'is empty' : 'has white space in it',
      fix: 'copy entityID from the app’s metadata: it is compared letter by letter',
    });
  if (acs.length === 0)
    mistakes.push({
      field: 'acs',
      message: 'is empty',
      fix: 'copy the Location of AssertionConsumerService from the app’s metadata',
    });
  if (nameId !== undefined && !NAME_IDS.includes(nameId))
    mistakes.push({
      field: 'nameId',
      message: `${nameId} is not what is written here`,
      fix: FORMATS.find(([pattern]) => pattern.test(nameId))?.[1] ?? `write ${NAME_IDS.join(' or ')}`,
    });
  if (logoutUrl !== undefined && certificates.length === 0)
    mistakes.push({
      field: 'logoutUrl',
      message: 'anybody could sign users out: messages of single logout have to be signed',
      fix: 'give the certificate that the app signs with, --certificate',
    });
  return mistakes;
}

function oidcMistakes({ clientId, redirectUris }: OidcAnswers): Mistake[] {
  const mistakes: Mistake[] = [];
  if (clientId === '' || /\s/.test(clientId))
    mistakes.push({
      field: 'clientId',
      message: clientId === '' ? 'is empty' : 'has white space in it',
      fix: 'write a name for the app, and the same one in the app: it is compared letter by letter',
    });
  if (URL.canParse(clientId) && /^https?:$/.test(new URL(clientId).protocol))
    mistakes.push({
      field: 'clientId',
      message: `${clientId} is a URL`,
      fix: 'write a name such as the app’s id; the issuer is named by the gateway',
    });
  if (redirectUris.length === 0)
    mistakes.push({
      field: 'redirectUris',
      message: 'is empty',
      fix: 'copy the redirect URI (callback URL) from the app’s settings',
    });
  return mistakes;
}

function ownMistakes({ endpoints, replyUrls, hosts }: OwnAnswers): Mistake[] {
  const mistakes: Mistake[] = [];
  if (endpoints.length > 0 && replyUrls.length === 0)
    mistakes.push({ field: 'replyUrls', message: 'is empty', fix: 'copy the redirect URI from the app’s settings' });
  for (const url of endpoints) {
    const { pathname, search, hash, protocol } = URL.canParse(url) ? new URL(url) : new URL('nothing:');
    const mistake = (message: string, fix: string): unknown => mistakes.push({ field: 'endpoints', message, fix });
    if (!/^https?:$/.test(protocol)) mistake(`${url} is no URL`, 'write it whole: https://id.example.com/authorize');
    else if (pathname.includes('/.well-known/'))
      mistake(
        `${url} is the discovery document`,
        'open it, and copy authorization_endpoint, token_endpoint and end_session_endpoint',
      );
    else if (pathname === '/')
      mistake(`${url} is the issuer or a host`, 'copy authorization_endpoint from its discovery document');
    else if (search !== '' || hash !== '')
      mistake(`${url} has a query or a fragment`, `write ${url.replace(/[?#].*$/s, '')}`);
  }
  for (const host of hosts)
    if (!parseOrigin(host)) {
      const [message, fix] = originMistake(host);
      mistakes.push({ field: 'ownHosts', message, fix });
    }
  return mistakes;
}
