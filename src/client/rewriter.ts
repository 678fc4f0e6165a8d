import type { HostTable } from '../model/host-map.ts';
import { applySplices } from '../model/rewriter.ts';
import { createAttributeTests } from '../rewrite/css/attribute-tests.ts';
import { rewriteCsp } from '../rewrite/headers/csp.ts';
import { parseOrigin } from '../rewrite/host-map.ts';
import { jsonUrlSplices } from '../rewrite/html/json-urls.ts';
import type { ScriptOptions } from '../rewrite/js/contract.ts';
import { rewriteFunction } from '../rewrite/js/rewrite-function.ts';
import { rewriteScript } from '../rewrite/js/rewrite-script.ts';
import { askedMarkup } from './asked-markup.ts';
import { callerBase } from './caller-base.ts';
import { createDigestDesk } from './digest-desk.ts';
import { createNotices } from './guards/refusal.ts';
import { mappedBytes, mappedData } from './mapped-bytes.ts';
import { createPageHosts } from './page-hosts.ts';
import { createPaths } from './path.ts';
import { selectedMarkup } from './selected-markup.ts';
import { shownXml } from './shown-xml.ts';

/** What the lazy bundle gives the page runtime. */
export interface CodeRewriter {
  /** `indirect`: what the page's own call has made into code now, as an indirect eval does. */
  script(source: string, options: ScriptOptions & { readonly indirect?: boolean }): string;
  readonly function: (...args: Parameters<typeof rewriteFunction>) => ReturnType<typeof rewriteFunction>;
  /** Import maps and speculation rules. */
  json(...args: Parameters<typeof jsonUrlSplices>): string;
  /** A policy in an element of the page at `origin`, with what lets in the runtime. */
  policy(text: string, table: HostTable, origin: string, nonce: string, moduleGrant: string): string;
  readonly asked: typeof askedMarkup;
  readonly selectors: typeof createAttributeTests;
  readonly selected: typeof selectedMarkup;
  readonly xml: typeof shownXml;
  readonly paths: typeof createPaths;
  readonly blob: typeof mappedBytes;
  readonly data: typeof mappedData;
  readonly digests: typeof createDigestDesk;
  readonly notices: typeof createNotices;
}

/** Entry of the lazy bundle: the JavaScript rewriter, and what few pages need. */
export const codeRewriter: CodeRewriter = {
  script: (source, { indirect, ...options }) =>
    applySplices(source, rewriteScript(source, { ...options, base: indirect ? callerBase : undefined }).splices),
  function: (kind, texts) => rewriteFunction(kind, texts, callerBase),
  json: (text, url, integrity) => applySplices(text, jsonUrlSplices(text, url, integrity)),
  policy: (text, table, origin, nonce, moduleGrant) =>
    rewriteCsp(text, {
      hosts: createPageHosts(table, (work) => work),
      origin: parseOrigin(origin)!,
      nonce,
      moduleGrant,
    }),
  asked: askedMarkup,
  selectors: createAttributeTests,
  selected: selectedMarkup,
  xml: shownXml,
  paths: createPaths,
  blob: mappedBytes,
  data: mappedData,
  digests: createDigestDesk,
  notices: createNotices,
};
