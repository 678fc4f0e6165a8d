import { parseOrigin } from '../../rewrite/host-map.ts';
import type { AppAnswers, Mistake } from './app-answers.ts';

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
  const mistake = (field: keyof AppAnswers, message: string, fix: string): unknown =>
    mistakes.push({ field, message, fix });
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
  if (answers.signIn !== 'preauth' && answers.signIn !== 'saml')
    mistake(
      'signIn',
      `${answers.signIn} is no kind of sign-in`,
      'write preauth for an app without sign-in of its own, saml for one that takes the gateway as its identity provider',
    );
  if (answers.signIn === 'saml') mistakes.push(...samlMistakes(answers));
  else
    for (const field of ['entityId', 'acs', 'nameId'] as const)
      if (answers[field] !== undefined && answers[field].length > 0)
        mistake(field, 'belongs to the sign-in kind saml', 'leave it out, or write --sign-in saml');
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

function samlMistakes({ entityId = '', acs = [], nameId, hosts }: AppAnswers): Mistake[] {
  const mistakes: Mistake[] = [];
  if (entityId === '' || entityId !== entityId.trim() || /\s/.test(entityId))
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
  for (const url of acs) {
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    if (!parsed || !/^https?:$/.test(parsed.protocol))
      mistakes.push({
        field: 'acs',
        message: `${url} is no URL`,
        fix: 'write it whole: https://wiki.example.com/saml/acs',
      });
    else if (hosts.some((host) => host.replace(/\/$/, '') === url.replace(/\/$/, '')))
      mistakes.push({
        field: 'acs',
        message: `${url} is the app’s front page, which takes no answers`,
        fix: 'copy the Location of AssertionConsumerService from the app’s metadata',
      });
  }
  if (nameId !== undefined && !NAME_IDS.includes(nameId))
    mistakes.push({
      field: 'nameId',
      message: `${nameId} is not what is written here`,
      fix: FORMATS.find(([pattern]) => pattern.test(nameId))?.[1] ?? `write ${NAME_IDS.join(' or ')}`,
    });
  return mistakes;
}
