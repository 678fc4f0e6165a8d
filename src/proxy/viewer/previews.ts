import { Readable } from 'node:stream';
import type { OpenSession } from '../../identity/session-store.ts';
import type { ActivityObject } from '../../model/activity.ts';
import type { Answered, Identified, Judgement, Reply, Screened } from '../../model/exchange.ts';
import { type HeaderList, headerValue, headerValues } from '../../model/headers.ts';
import { isPreviewed, previewing } from '../../policy/preview.ts';
import { parseContentDisposition } from '../../policy/recognise/content-disposition.ts';
import { TO_SAVE } from '../../rewrite/mark.ts';
import { chain } from '../body/chain.ts';
import { contentCodings, decoders } from '../body/content-coding.ts';
import type { ContentDesk, FileOnItsWay } from '../content/content-desk.ts';
import { contentRecord } from '../content/content-record.ts';
import { wantsFile, wantsPage } from '../refusals.ts';
import type { PolicyDesk } from '../stages/policy-desk.ts';
import type { ViewerDesk } from './viewer-desk.ts';

/** What an answer is, by its first bytes and by its field. */
export interface SeenTypes {
  readonly sniffedType: string | undefined;
  readonly type: string;
}

/** What may be looked at in the gateway's viewer alone: since it must not be saved, or not copied or printed. */
export interface Previews {
  /** Whether an answer shows itself as a PDF where a policy may want the viewer to. */
  concern(exchange: Identified, seen: SeenTypes): boolean;
  /** Whether a cache could bring a PDF to the browser's own viewer past the gateway, whoever asks for it now. */
  isKeptFresh(exchange: Identified, seen: SeenTypes): boolean;
  /** What was asked for in the viewer, by the button that saves it: a PDF as a file, whatever the app says; else as it is. */
  asSaved(answered: Answered, seen: SeenTypes): Answered;
  /**
   * Why one that is shown must come in the viewer: the download that policies refuse, or else the view without their rules; undefined where it
   * need not. Its body is held where that hangs on what is in it.
   */
  judge(
    exchange: Identified,
    object: ActivityObject,
    file: FileOnItsWay,
  ): Promise<{ readonly refused: Judgement | undefined; readonly body: Readable }>;
  /** Why one that counts as a download must not go on as it is: the browser would show it all the same. */
  shownAnyway(answered: Answered, object: ActivityObject, seen: SeenTypes): Judgement | undefined;
  /** Whether a download that is refused may be looked at instead, in the window that asked for it. */
  instead(exchange: Identified, refused: Judgement): boolean;
  /** Whether somebody sees what comes. */
  isSeen(exchange: Identified): boolean;
  /** The reply that leads to the viewer; undefined where it cannot show it. `refused`: why it is led there. */
  lead(screened: Screened, open: OpenSession, object: ActivityObject, refused: Judgement): Promise<Reply | undefined>;
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
  policies: Pick<PolicyDesk, 'mayPreview' | 'judgePreview' | 'contentNeeds' | 'viewerRules' | 'judgeShown' | 'maySave'>,
  content: Pick<ContentDesk, 'look'>,
  viewer: Pick<ViewerDesk, 'lead'>,
): Previews {
  const isRuled = (exchange: Identified): boolean => policies.viewerRules(exchange).refusal !== undefined;

  async function refusedDownload(exchange: Identified, object: ActivityObject, file: FileOnItsWay) {
    if (!policies.mayPreview(exchange)) return { refused: undefined, body: file.body };
    const needs = policies.contentNeeds(exchange, 'download', object);
    if (needs === undefined) return { refused: policies.judgePreview(exchange, object, undefined), body: file.body };
    const { findings, body } = await content.look(needs, file);
    const record = contentRecord(findings, needs);
    return { refused: policies.judgePreview(exchange, object, { findings, record }), body };
  }

  return {
    concern(exchange, seen) {
      if (!isPdf(seen)) return false;
      const destination = headerValue(exchange.headers, 'sec-fetch-dest');
      const isShown = wantsPage(exchange.headers) || destination === undefined || SHOWING.has(destination);
      return isShown && (policies.mayPreview(exchange) || isRuled(exchange));
    },
    isKeptFresh: (exchange, seen) => isPdf(seen) && isRuled(exchange),
    asSaved(answered, seen) {
      if (answered.mark !== TO_SAVE || answered.status !== 200 || !isPdf(seen)) return answered;
      return { ...answered, responseHeaders: attached(answered.responseHeaders) };
    },
    async judge(exchange, object, file) {
      const { refused, body } = await refusedDownload(exchange, object, file);
      return { refused: refused ?? policies.judgeShown(exchange, object), body };
    },
    shownAnyway(answered, object, { type }) {
      const fields = headerValues(answered.responseHeaders, 'content-disposition').map(parseContentDisposition);
      // Of several, browsers do not agree on which counts.
      const isAttached = fields.length > 0 && fields.every(({ attachment }) => attachment);
      const isSaved = isAttached || isFromLink(answered.headers) || !PDF.test(type);
      return isSaved ? undefined : policies.judgeShown(answered, object);
    },
    instead: (exchange, { decision }) => isPreviewed(decision) && wantsPage(exchange.headers) && !wantsFile(exchange),
    isSeen: ({ headers }) => wantsPage(headers) || SHOWING.has(headerValue(headers, 'sec-fetch-dest')),
    lead(screened, open, object, { activity }) {
      const { responseBody, responseHeaders } = screened;
      const body = responseBody instanceof Readable ? responseBody : Readable.from(responseBody);
      const plain = chain(body, decoders(contentCodings(responseHeaders) ?? []));
      const { copies, prints } = policies.viewerRules(screened);
      const isRefused = activity === 'download';
      return viewer.lead(screened, open, plain, object.name, {
        copy: copies,
        print: prints && !isRefused,
        save: !isRefused && policies.maySave(screened, object),
      });
    },
  };
}

const isPdf = ({ sniffedType, type }: SeenTypes): boolean => sniffedType === 'application/pdf' || PDF.test(type);

/** What `<a download>` sends in Chromium: a navigation to nowhere, without what one has that a service worker passes on. */
function isFromLink(headers: HeaderList): boolean {
  return (
    headerValue(headers, 'sec-fetch-dest') === 'empty' && headerValue(headers, 'upgrade-insecure-requests') !== '1'
  );
}

/** Fields of a file that is saved, under the name that the app gives it. */
function attached(headers: HeaderList): HeaderList {
  const DISPOSITION = 'content-disposition';
  const given = headerValue(headers, DISPOSITION) ?? '';
  const parameters = given.includes(';') ? given.slice(given.indexOf(';')) : '';
  return [...headers.filter(([name]) => name !== DISPOSITION), [DISPOSITION, `attachment${parameters}`]];
}

/** What is recorded of a document that is looked at: what its view comes to, and the policies that want it so where nothing else tells of them. */
export function lookedAt(view: Judgement, refused: Judgement | undefined): Judgement {
  const { decision } = view;
  const wanting = refused?.activity === 'download' ? previewing(refused.decision) : (refused?.decision.matches ?? []);
  const matches = wanting.map(({ alert: _, ...match }) => match);
  const content = view.content ?? refused?.content;
  return {
    ...view,
    previewed: true,
    decision: { ...decision, matches: [...decision.matches, ...matches] },
    ...(content === undefined ? {} : { content }),
  };
}
