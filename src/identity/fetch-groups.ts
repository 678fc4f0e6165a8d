import { Failure } from '../model/failure.ts';

/** Where groups are that do not fit into a token. */
export interface GroupsAddress {
  /** An https URL; nothing a token says leads anywhere else. */
  readonly url: string;
  /** `POST` as Microsoft Graph's getMemberGroups has it, `GET` for a list. */
  readonly method: 'POST' | 'GET';
  /** Whether only groups that carry rights count, where the address tells them apart. */
  readonly securityOnly: boolean;
  /** `missing`: where the token has none; `always`: whatever the token says. */
  readonly when: 'missing' | 'always';
}

const MAX_PAGES = 50;
const MAX_GROUPS = 20_000;
/** Characters of one group's name. */
const MAX_NAME = 1024;
/** Milliseconds for all pages together. */
const TIMEOUT = 15_000;

/**
 * The groups of whoever the access token is of: `value` of each page holds names, or objects with an `id`, and `@odata.nextLink`
 * leads on, at the same origin only, since the access token goes along. Throws Failure `provider-unavailable` when it does not
 * answer, `groups-missing` when it refuses or answers something else: part of the groups would be taken for all.
 */
export async function fetchGroups(
  { url, method, securityOnly }: GroupsAddress,
  fetcher: typeof fetch,
  accessToken: string,
): Promise<readonly string[]> {
  const signal = AbortSignal.timeout(TIMEOUT);
  const groups = new Set<string>();
  let next: string | undefined = url;
  for (let page = 0; next !== undefined; page++) {
    if (page >= MAX_PAGES) throw missing(url, `more than ${MAX_PAGES} pages`);
    const post = page === 0 && method === 'POST';
    const answer: unknown = await ask(next, fetcher, {
      method: post ? 'POST' : 'GET',
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${accessToken}`,
        ...(post ? { 'content-type': 'application/json' } : {}),
      },
      ...(post ? { body: JSON.stringify({ securityEnabledOnly: securityOnly }) } : {}),
      signal,
    });
    const { value, '@odata.nextLink': link } = (answer ?? {}) as Readonly<Record<string, unknown>>;
    if (!Array.isArray(value)) throw missing(url, 'the answer has no list `value`');
    for (const each of value) groups.add(nameOf(url, each));
    if (groups.size > MAX_GROUPS) throw missing(url, `more than ${MAX_GROUPS} groups`);
    next = link === undefined || link === null ? undefined : sameOrigin(url, link);
  }
  return [...groups];
}

async function ask(url: string, fetcher: typeof fetch, init: RequestInit): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetcher(url, init);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new Failure('provider-unavailable', `the groups at ${url}: ${said}`, error);
  }
  if (answer.status === 429) throw new Failure('provider-unavailable', `the groups at ${url}: asked too often`);
  if (answer.status !== 200) throw missing(url, `status ${answer.status}`);
  try {
    return await answer.json();
  } catch {
    throw missing(url, 'the answer is no JSON');
  }
}

function nameOf(url: string, value: unknown): string {
  const id = typeof value === 'object' && value !== null ? (value as { readonly id?: unknown }).id : value;
  if (typeof id !== 'string' || id === '' || id.length > MAX_NAME) throw missing(url, 'a group without a name');
  return id;
}

function sameOrigin(url: string, link: unknown): string {
  const next = typeof link === 'string' && URL.canParse(link) ? new URL(link) : undefined;
  if (next?.origin !== new URL(url).origin) throw missing(url, 'the next page is at another address');
  return next.href;
}

function missing(url: string, why: string): Failure {
  return new Failure('groups-missing', `the groups at ${url}: ${why}`);
}
