import type { Grants } from '../../identity/grants.ts';
import type { Identified } from '../../model/exchange.ts';
import { type HeaderList, headerValue } from '../../model/headers.ts';
import { type MintedGrants, sandboxGrants } from '../../rewrite/grant-url.ts';
import { leavesCredentialsOut } from '../../rewrite/headers/embedder-policy.ts';
import { isInSandbox } from './in-sandbox.ts';

/** The grants that may stand in what is served in an exchange. */
export type GrantsOf = (exchange: Identified & { readonly responseHeaders?: HeaderList }) => MintedGrants;

/**
 * Those for the parts of a page are given where they are needed, since they open the most: to pages whose embedder policy keeps
 * the browser from sending cookies, and to the style sheets of an app that has such pages. What a style sheet is loaded for
 * cannot be told from its request.
 */
export function createGrantsOf(grants: Pick<Grants, 'mint'>): GrantsOf {
  const isolating = new Set<string>();
  return ({ session, app, headers, mark, responseHeaders }) => {
    const { part, ...others } = grants.mint(session, app.id);
    // A style sheet of a document in a sandbox says so by its own grant.
    if (isInSandbox({ headers, mark, responseHeaders })) return { ...others, ...sandboxGrants(others.opaque) };
    if (headerValue(headers, 'sec-fetch-dest') === 'style') return isolating.has(app.id) ? { ...others, part } : others;
    if (!responseHeaders || !leavesCredentialsOut(responseHeaders)) return others;
    isolating.add(app.id);
    // There all media go without cookies, which a `source` does not tell from those with CORS.
    return { ...others, media: part, part };
  };
}
