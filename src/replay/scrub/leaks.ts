import { headerValues } from '../../model/headers.ts';
import type { RecordedExchange } from '../har/recorded-exchange.ts';

/** Shorter texts come up by chance. */
const SHORTEST = 8;
const MOST = 200;

type Told = Pick<RecordedExchange, 'headers' | 'target' | 'body' | 'answer'>;

/**
 * Whether something secret of an exchange stands in what was made of it. Nothing is found unless scrubbing has a fault: it is
 * looked for so that a fault costs an entry and gives nothing away.
 */
export function leaks(
  exchange: Told,
  scrubbed: readonly string[],
  names: ReadonlySet<string>,
  isPublic: (text: string) => boolean,
): boolean {
  const text = scrubbed.join('\n').toLowerCase();
  return [...secretsOf(exchange), ...names]
    .filter((secret) => secret.length >= SHORTEST && !isPublic(secret))
    .some((secret) => spellings(secret).some((spelling) => text.includes(spelling.toLowerCase())));
}

function secretsOf({ headers, target, body, answer }: Told): readonly string[] {
  const cookies = [
    ...headerValues(headers, 'cookie').flatMap((value) => value.split(';')),
    ...headerValues(answer.headers, 'set-cookie').map((value) => value.split(';', 1)[0]!),
  ].map((pair) => pair.slice(pair.indexOf('=') + 1).trim());
  const credentials = [
    ...headerValues(headers, 'authorization'),
    ...headerValues(headers, 'proxy-authorization'),
  ].flatMap((value) => value.split(' '));
  const isForm = headerValues(headers, 'content-type').some((value) =>
    value.startsWith('application/x-www-form-urlencoded'),
  );
  const pairs = [target.split('?')[1] ?? '', isForm && body ? body.toString('latin1').slice(0, 65_536) : ''];
  const values = pairs.flatMap((each) => [...new URLSearchParams(each).values()]);
  return [...cookies, ...credentials, ...values].slice(0, MOST);
}

function spellings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const inBase64 = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    // Only what does not hang on what stands before and after.
    return text.slice(before === 0 ? 0 : before + 1, Math.floor(((before + bytes.length) * 8) / 6) - 1);
  });
  const escaped = [...secret]
    .map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
  return [
    secret,
    encodeURIComponent(secret),
    bytes.toString('hex'),
    escaped,
    ...inBase64.filter((each) => each.length >= SHORTEST),
  ];
}
