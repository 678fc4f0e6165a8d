import { Readable } from 'node:stream';
import type { OpenSession } from '../../identity/session-store.ts';
import type { ActivityObject } from '../../model/activity.ts';
import type { Identified, Judgement, Reply, Screened } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import { isPreviewed, previewing } from '../../policy/preview.ts';
import { chain } from '../body/chain.ts';
import { contentCodings, decoders } from '../body/content-coding.ts';
import type { ContentDesk, FileOnItsWay } from '../content/content-desk.ts';
import { contentRecord } from '../content/content-record.ts';
import { wantsFile, wantsPage } from '../refusals.ts';
import type { PolicyDesk } from '../stages/policy-desk.ts';
import type { ViewerDesk } from './viewer-desk.ts';

/** What may be looked at in the gateway's viewer, and not saved. */
export interface Previews {
  /** Whether an answer shows itself as a PDF where a policy may want the viewer to. */
  concern(exchange: Identified, shown: { readonly sniffedType: string | undefined; readonly type: string }): boolean;
  /** What policies say of one that is shown: the download that is refused. Its body is held where they hang on what is in it. */
  judge(
    exchange: Identified,
    object: ActivityObject,
    file: FileOnItsWay,
  ): Promise<{ readonly refused: Judgement | undefined; readonly body: Readable }>;
  /** Whether a download that is refused may be looked at instead, in the window that asked for it. */
  instead(exchange: Identified, refused: Judgement): boolean;
  /** Whether somebody sees what comes. */
  isSeen(exchange: Identified): boolean;
  /** The reply that leads to the viewer; undefined where it cannot show it. */
  lead(screened: Screened, open: OpenSession, object: ActivityObject): Promise<Reply | undefined>;
}

/** Destinations that show a document (Fetch, section 2.2.5). */
const SHOWING: ReadonlySet<string | undefined> = new Set([
  'document',
  'iframe',
  'frame',
  'fencedframe',
  'object',
  'embed',
]);
/** Types that a browser gives to a viewer of its own, whatever the bytes are. */
const PDF = /^application\/(?:x-)?pdf$|^text\/pdf$/;

export function createPreviews(
  policies: Pick<PolicyDesk, 'mayPreview' | 'judgePreview' | 'contentNeeds'>,
  content: Pick<ContentDesk, 'look'>,
  viewer: Pick<ViewerDesk, 'lead'>,
): Previews {
  return {
    concern(exchange, { sniffedType, type }) {
      if (sniffedType !== 'application/pdf' && !PDF.test(type)) return false;
      const destination = headerValue(exchange.headers, 'sec-fetch-dest');
      const isShown = wantsPage(exchange.headers) || destination === undefined || SHOWING.has(destination);
      return isShown && policies.mayPreview(exchange);
    },
    async judge(exchange, object, file) {
      const needs = policies.contentNeeds(exchange, 'download', object);
      if (needs === undefined) return { refused: policies.judgePreview(exchange, object, undefined), body: file.body };
      const { findings, body } = await content.look(needs, file);
      const record = contentRecord(findings, needs);
      return { refused: policies.judgePreview(exchange, object, { findings, record }), body };
    },
    instead: (exchange, { decision }) => isPreviewed(decision) && wantsPage(exchange.headers) && !wantsFile(exchange),
    isSeen: ({ headers }) => wantsPage(headers) || SHOWING.has(headerValue(headers, 'sec-fetch-dest')),
    lead(screened, open, object) {
      const { responseBody, responseHeaders } = screened;
      const body = responseBody instanceof Readable ? responseBody : Readable.from(responseBody);
      const plain = chain(body, decoders(contentCodings(responseHeaders) ?? []));
      return viewer.lead(screened, open, plain, object.name);
    },
  };
}

/** What is recorded of a document that is looked at: what its view comes to, and the policies that want it so where nothing else tells of them. */
export function lookedAt(view: Judgement, refused: Judgement | undefined): Judgement {
  const { decision } = view;
  const matches = refused ? previewing(refused.decision).map(({ alert: _, ...match }) => match) : [];
  const content = view.content ?? refused?.content;
  return {
    ...view,
    previewed: true,
    decision: { ...decision, matches: [...decision.matches, ...matches] },
    ...(content === undefined ? {} : { content }),
  };
}
