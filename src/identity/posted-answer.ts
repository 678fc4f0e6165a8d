import type { Inbound } from '../model/exchange.ts';
import { Failure } from '../model/failure.ts';
import { readFields } from './posted-form.ts';

/** An answer that came by form (OAuth 2.0 Form Post Response Mode) and waits for the browser that asked. */
export interface PostedAnswer {
  readonly state: string;
  /** Path it came to, with its fields as a query. */
  readonly target: string;
}

/** What an answer may say (RFC 6749 section 4.1.2, RFC 9207). Tokens are never taken from a browser. */
const TAKEN: ReadonlySet<string> = new Set(['code', 'state', 'iss', 'error', 'error_description', 'error_uri']);
/** Characters of it all: it is kept. */
const MAX_ANSWER = 16_384;

/** Reads an answer from the body. Throws Failure `bad-request` for another kind of body, and where a field comes twice. */
export async function readPostedAnswer(inbound: Pick<Inbound, 'headers' | 'body' | 'target'>): Promise<PostedAnswer> {
  const fields = (await readFields(inbound))?.filter(({ name }) => TAKEN.has(name));
  if (fields === undefined) throw new Failure('bad-request', 'an answer by POST that is no form');
  const answer = new Map(fields.map(({ name, value }) => [name, value]));
  if (answer.size !== fields.length) throw new Failure('bad-request', 'an answer with a field twice');
  const target = `${inbound.target.split('?', 1)[0]}?${new URLSearchParams([...answer])}`;
  if (target.length > MAX_ANSWER) throw new Failure('bad-request', 'an answer that is too long');
  return { state: answer.get('state') ?? '', target };
}
