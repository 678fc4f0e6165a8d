import { Readable } from 'node:stream';
import type { OpenSession } from '../../identity/session-store.ts';
import { mayShowType, SNIFF_BYTES, sniffType } from '../../inspect/file-type.ts';
import type { ActivityObject, ProfileMatch } from '../../model/activity.ts';
import type { Facts } from '../../model/decision.ts';
import type { Answered, Judgement, Reply, Screened } from '../../model/exchange.ts';
import { type HeaderList, headerValue } from '../../model/headers.ts';
import type { RecognisedActivity, ResponseView } from '../../policy/recognise/contract.ts';
import { mediaType } from '../../policy/recognise/media-kinds.ts';
import { heldObject, recogniseResponse } from '../../policy/recognise/recognise-response.ts';
import { contentCodings, decodePrefix } from '../body/content-coding.ts';
import { isMarkable } from '../body/markable.ts';
import { peek } from '../body/peek.ts';
import { carriesFile, FIND_BYTES } from '../content/carries-file.ts';
import { changedHeaders, inCharset } from '../content/changed-headers.ts';
import { detectorNames } from '../content/content-record.ts';
import { maskPlan } from '../content/mask-plan.ts';
import { maskRecord } from '../content/masked-answer.ts';
import type { FilePassage, Gate, Passage } from '../intervene/gate.ts';
import type { Holding } from '../waits/holding.ts';
import { protectDownload } from './protect-download.ts';
import { objectOf } from './recognise-by-profile.ts';
import { showInViewer } from './show-in-viewer.ts';

export type ScreenedOrRefused = { readonly judgements: readonly Judgement[] } & (
  | { readonly exchange: Screened }
  | { readonly reply: Reply }
);

/** Text that is no binary format's beginning: enough of it settles that the body is a stream of text. */
const TEXT_PREFIX = 16;
const PLAIN_TEXT = /^[\t\n\r\x20-\x7e\x80-\xff]+$/;

/**
 * Answered -> Screened, or the reply that refuses. Decided on what the answer is (disposition, the type its first bytes
 * show, what the browser will do with it), never on its URL.
 */
export async function enforceResponse(
  given: Answered,
  gate: Gate,
  open: OpenSession | undefined,
  isHanded = false,
  holding?: Pick<Holding, 'counted'>,
): Promise<ScreenedOrRefused> {
  const source = given.responseBody instanceof Readable ? given.responseBody : Readable.from(given.responseBody);
  const codings = contentCodings(given.responseHeaders);
  const bodiless = given.method === 'HEAD' || given.status === 204 || given.status === 304;
  const expected = given.expected?.(given.status, given.responseHeaders) ?? [];
  const carriers = bodiless ? [] : expected.filter(({ activity, carries }) => activity === 'download' && carries);
  const peeked = bodiless
    ? { prefix: Buffer.alloc(0), body: source }
    : carriers.length > 0
      ? await peek(source, enoughToFind)
      : await peek(source, enoughToRecognise(given), (bytes) => showsNothing(bytes, codings));
  const { prefix } = peeked;
  let { body } = peeked;
  const plain = codings && (await decodePrefix(prefix, codings, carriers.length > 0 ? FIND_BYTES : SNIFF_BYTES));
  const length = headerValue(given.responseHeaders, 'content-length');
  const sniffedType = plain && sniffType(plain);
  const types = { sniffedType, type: mediaType(headerValue(given.responseHeaders, 'content-type')) };
  const answered = gate.previews.asSaved(given, types);
  const view: ResponseView = {
    method: answered.method,
    url: answered.originUrl,
    status: answered.status,
    requestHeaders: answered.headers,
    responseHeaders: answered.responseHeaders,
    sniffedType,
    unreadable: plain === undefined && prefix.length > 0,
    destination: headerValue(answered.headers, 'sec-fetch-dest'),
    ...(length === undefined ? {} : { size: Number(length) }),
  };
  const seen = recogniseResponse(view);
  const exchange = { ...answered, responseBody: body };
  // A file that stands in JSON as text is saved, a picture shown.
  const carrier = carriers.find(({ carries = [] }) => plain === undefined || carriesFile(plain, carries));
  const told = expected.filter((match) => match.carries === undefined || match === carrier);
  const judgements: Judgement[] = [];
  for (const match of told.filter(({ activity }) => activity !== 'download' && activity !== 'view')) {
    const { judgement, reply } = await gate.pass(
      answered,
      match.activity,
      objectOf(match, { url: answered.originUrl }),
    );
    judgements.push(judgement);
    if (!reply) continue;
    body.destroy();
    return { judgements, reply };
  }
  const plan = maskPlan({
    status: answered.status,
    headers: answered.responseHeaders,
    sniffedType,
    prefix: plain ?? Buffer.alloc(0),
    codings,
    isEmpty: bodiless || length === '0',
  });
  const maskable: NonNullable<Facts['maskable']> = plan === 'no-text' || plan === 'unreadable' ? plan : 'text';
  const isPdf = sniffedType === 'application/pdf' && answered.status === 200 && codings !== undefined;
  const isPreviewed = !bodiless && gate.previews.concern(answered, types);
  // A PDF in a frame is nobody's activity, and shows its pages all the same.
  const framed: RecognisedActivity | undefined =
    isPreviewed || (isPdf && gate.marks(answered)) ? { activity: 'view', object: heldObject(view) } : undefined;
  const recognised = withProfile(seen, told, answered) ?? framed;
  const isJudged = recognised !== undefined && (isPreviewed || gate.guards(recognised.activity));
  const responseHeaders =
    (isJudged && !isPage(recognised.object.type)) || gate.previews.isKeptFresh(answered, types)
      ? unstored(answered.responseHeaders)
      : answered.responseHeaders;
  // What is shown masked is masked where it is saved as well, and where a script asks for it. What is in a coding that nobody
  // here reads may be either.
  const isFile = recognised?.activity === 'download' && plain !== undefined;
  const passing: typeof maskable = isFile && maskable === 'unreadable' ? 'no-text' : maskable;
  const beside =
    recognised?.activity === 'view'
      ? undefined
      : gate.passMasks(answered, recognised?.object ?? { url: answered.originUrl }, passing);
  if (beside?.reply) {
    body.destroy();
    return { judgements: [...judgements, beside.judgement], reply: beside.reply };
  }

  /** A body that may be held, where a person is told of that. */
  function mayBeHeld(given: Readable, { name, size }: ActivityObject): Readable {
    if (holding === undefined || open === undefined || isHanded) return given;
    return holding.counted({ exchange: answered, open, file: { name, size } }, given);
  }

  /** What goes on, with everything masked in it that the policies of these passages want, and counted what others would. */
  async function goesOn(given: Readable, passages: readonly Passage[], judgement: Judgement | undefined) {
    const asIs = { judgements, exchange: { ...exchange, responseHeaders, responseBody: given, judgement } };
    if (plan === 'no-text' || plan === 'unreadable') return asIs;
    const answer = { codings: codings ?? [], declaredType: headerValue(answered.responseHeaders, 'content-type') };
    const masks = passages.flatMap((passage) => passage.masks);
    const counts = passages.flatMap((passage) => passage.counting?.detectors ?? []);
    if (masks.length === 0 && counts.length === 0) return asIs;
    const counted = counts.length === 0 ? undefined : gate.count(counts, plan, { ...answer, body: given });
    const going = counted?.body ?? given;
    const masked = masks.length === 0 ? undefined : await gate.mask(masks, plan, { ...answer, body: going });
    const found = () => ({
      status: counted?.failed() ? 'corrupted' : 'scanned',
      ...maskRecord(counted?.matches() ?? [], detectorNames(counts)),
    });
    const record = () => maskRecord(masked?.matches() ?? [], detectorNames(masks));
    const reported = passages
      .filter((passage) => passage.masks.length > 0 || passage.counting)
      .map((passage) => ({
        ...passage.judgement,
        ...(passage.masks.length > 0 ? { masked: record } : {}),
        ...(passage.counting ? { counted: { policies: passage.counting.policies, found } } : {}),
      }));
    const isReported = (each: Judgement): boolean => reported.some(({ decision }) => decision === each.decision);
    return {
      judgements: [...judgements.filter((each) => !isReported(each)), ...reported],
      exchange: {
        ...exchange,
        responseHeaders: masked
          ? changedHeaders(responseHeaders, inCharset(responseHeaders, masked.charset))
          : responseHeaders,
        responseBody: masked?.body ?? going,
        judgement,
      },
    };
  }

  /** The same of a file that is encrypted, labelled or marked where its passage says so. */
  async function changedOnItsWay(passage: FilePassage, judged: Judgement): Promise<ScreenedOrRefused> {
    const going = await goesOn(passage.body, beside ? [passage, beside] : [passage], judged);
    const isIt = ({ decision }: Judgement): boolean => decision === judged.decision;
    const saved = going.judgements.find(isIt) ?? judged;
    const { judgement, ...gone } = await protectDownload(going.exchange, saved, passage, gate);
    return { judgements: [...going.judgements.filter((each) => !isIt(each)), judgement], ...gone };
  }

  const known = { markable: codings !== undefined && (isPdf || isMarkable(answered)), maskable, protectable: false };

  /** A PDF that is looked at there alone, or what is refused in its place. */
  const inViewer = (given: Readable, object: ActivityObject, refused: Judgement): Promise<ScreenedOrRefused> =>
    showInViewer(
      { answered, body: given, object, refused, known, judgements, open: isHanded || !isPdf ? undefined : open },
      gate,
    );

  if (!recognised) return goesOn(body, beside ? [beside] : [], undefined);
  // Of a file that the app sends the browser elsewhere for, nothing is seen here: its content stays unknown.
  if (recognised.activity === 'download' && answered.status < 300) {
    const shown = isPreviewed ? gate.previews.shownAnyway(answered, recognised.object, types) : undefined;
    if (shown) return inViewer(body, recognised.object, shown);
    const file = {
      body: mayBeHeld(body, recognised.object),
      name: recognised.object.name,
      declaredType: headerValue(answered.responseHeaders, 'content-type'),
      codings,
      partial: answered.status === 206,
      isHere: bodiless,
      ...(carrier?.carries ? { carried: carrier.carries } : {}),
    };
    const protectable = codings !== undefined && !file.partial && carrier === undefined;
    const told = { markable: isPdf, maskable, protectable };
    const passed = await gate.passFile(answered, 'download', recognised.object, file, told, open);
    if (!passed.reply) {
      judgements.push(passed.judgement);
      return changedOnItsWay(passed, passed.judgement);
    }
    judgements.push(passed.judgement);
    if (isPdf && gate.previews.instead(answered, passed.judgement))
      return inViewer(passed.body, recognised.object, passed.judgement);
    passed.body.destroy();
    return { judgements, reply: passed.reply };
  }
  if (isPreviewed) {
    const { name } = recognised.object;
    const file = {
      body: mayBeHeld(body, recognised.object),
      name,
      declaredType: types.type,
      codings,
      partial: answered.status === 206,
    };
    const { refused, body: held } = await gate.previews.judge(answered, recognised.object, file);
    if (refused) return inViewer(held, recognised.object, refused);
    body = held;
  }
  const passage: Passage & Partial<FilePassage> = await (isPdf && recognised.activity === 'view'
    ? gate.passShown(answered, recognised.object, body, known)
    : gate.pass(answered, recognised.activity, recognised.object, known));
  const { judgement, reply } = passage;
  const { decision } = judgement;
  if (!reply) {
    // Views are the ordinary case: they are recorded when a policy asks for it.
    const recorded = recognised.activity === 'view' && decision.action === 'allow' ? undefined : judgement;
    if (recorded) judgements.push(recorded);
    if (passage.protection) return changedOnItsWay({ ...passage, body }, judgement);
    return goesOn(body, beside ? [passage, beside] : [passage], recorded);
  }
  body.destroy();
  return { judgements: [...judgements, judgement], reply };
}

const CACHING: ReadonlySet<string> = new Set(['cache-control', 'expires', 'pragma']);

/** Pages are asked about each time they are shown (see rewriteResponse). */
function isPage(type: string | undefined): boolean {
  return /^(text\/html|application\/xhtml\+xml)$/.test(type ?? '');
}

/** A file that policies are about is judged each time: no cache may give it to the next user, or to this one on another network. */
function unstored(headers: HeaderList): HeaderList {
  return [...headers.filter(([name]) => !CACHING.has(name)), ['cache-control', 'no-store']];
}

/**
 * The file or page with the name that the app's profile gives it. A profile may say that something is saved which looks like
 * the app's own talk, never that a download is less.
 */
function withProfile(
  seen: RecognisedActivity | undefined,
  told: readonly ProfileMatch[],
  { originUrl: url, responseHeaders }: Answered,
): RecognisedActivity | undefined {
  const saved = told.find(({ activity }) => activity === 'download');
  const shown = told.find(({ activity }) => activity === 'view');
  if (saved) {
    const object = objectOf(saved, seen?.object ?? { url });
    // The browser saves under the name of the answer: a name written into the address must not stand for it.
    const written = headerValue(responseHeaders, 'content-disposition') !== undefined ? seen?.object.name : undefined;
    return { activity: 'download', object: written === undefined ? object : { ...object, name: written } };
  }
  if (shown && seen?.activity !== 'download')
    return { activity: 'view', object: objectOf(shown, seen?.object ?? { url }) };
  return seen;
}

const enoughToFind = (prefix: Buffer): boolean => prefix.length >= FIND_BYTES;

/**
 * Whether what has come begins no file: a stream whose messages are short (gRPC-Web, a log in a coding) would else wait for messages that
 * come when these were read. What shows a type may be one of several that begin alike.
 */
async function showsNothing(bytes: Buffer, codings: readonly string[] | undefined): Promise<boolean> {
  const plain = codings && (await decodePrefix(bytes, codings, SNIFF_BYTES));
  return plain === undefined || (sniffType(plain) === undefined && !mayShowType(plain));
}

/**
 * How much of a body is held back: enough to see its type, but never so much that a stream of events or of text lines
 * waits for more than its first bytes (law 4).
 */
function enoughToRecognise(answered: Answered): (prefix: Buffer) => boolean {
  if (/^text\/event-stream\b/i.test(headerValue(answered.responseHeaders, 'content-type') ?? '')) return () => true;
  return (prefix) =>
    prefix.length >= SNIFF_BYTES ||
    (prefix.length >= TEXT_PREFIX && PLAIN_TEXT.test(prefix.toString('latin1', 0, TEXT_PREFIX)));
}
