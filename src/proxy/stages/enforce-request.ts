import { Readable } from 'node:stream';
import type { ActivityObject, ProfileMatch } from '../../model/activity.ts';
import type { Identified, Judgement, Permitted, Reply } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import { refuses } from '../../model/policy-match.ts';
import { fileNameOfUrl } from '../../policy/recognise/file-name.ts';
import type { FormFile } from '../../policy/recognise/form-files.ts';
import { createMultipartScanner } from '../../policy/recognise/multipart-scanner.ts';
import { namesWhole } from '../../policy/recognise/names-whole.ts';
import { recogniseRequest } from '../../policy/recognise/recognise-request.ts';
import { isUploadPiece } from '../../policy/recognise/upload-pieces.ts';
import { peek } from '../body/peek.ts';
import { bodyCodings } from '../content/body-codings.ts';
import {
  formInUpload,
  listsParts,
  type PlaceInUpload,
  placeInUpload,
  uploadRequestOf,
} from '../content/place-in-upload.ts';
import { sentWords } from '../content/sent-words.ts';
import type { Gate } from '../intervene/gate.ts';
import { isToldByPage } from '../intervene/leave-out.ts';
import { objectOf, type Recognisers, recogniseByProfile } from './recognise-by-profile.ts';

export type PermittedOrRefused = { readonly judgements: readonly Judgement[] } & (
  | { readonly exchange: Permitted }
  | { readonly reply: Reply }
);

/**
 * Identified -> Permitted, or the reply that refuses: may the user be in the app at all, and if the request is an upload,
 * may it be sent? Nothing of a refused request has gone to the app.
 */
export async function enforceRequest(
  exchange: Identified,
  gate: Gate,
  recognisers: Recognisers,
): Promise<PermittedOrRefused> {
  const entry = gate.guardsEntry(exchange)
    ? await gate.pass(exchange, 'access', { url: exchange.originUrl })
    : undefined;
  if (entry?.reply) return { judgements: [entry.judgement], reply: entry.reply };
  const sent = await enforceActivities(exchange, gate, recognisers);
  // Entering is a row for each page, not for each request of it.
  const { action, route } = entry?.judgement.decision ?? {};
  const told = entry && (action !== 'allow' || route !== undefined) && isEntry(exchange);
  return told ? { ...sent, judgements: [entry.judgement, ...sent.judgements] } : sent;
}

function isEntry({ headers }: Identified): boolean {
  return headerValue(headers, 'sec-fetch-dest') === 'document';
}

/** What the app's profile recognises, each by itself, then the file. */
async function enforceActivities(asked: Identified, gate: Gate, recognisers: Recognisers): Promise<PermittedOrRefused> {
  const { exchange: recognised, recognition } = await recogniseByProfile(asked, recognisers);
  const judgements: Judgement[] = [];
  let exchange = recognised;
  for (const match of recognition.now.filter(({ activity }) => activity !== 'upload')) {
    const object = objectOf(match, { url: exchange.originUrl });
    const words = sentWords(exchange);
    const { judgement, reply, body } = await gate.passFile(exchange, match.activity, object, words);
    judgements.push(judgement);
    if (reply) {
      // Only what was held, as below.
      if (body !== words.body) body.destroy();
      return { judgements, reply };
    }
    exchange = { ...exchange, body: exchange.body && body };
  }
  const file = recognition.now.find(({ activity }) => activity === 'upload');
  const sent = await enforceUpload(exchange, gate, file);
  const all = { judgements: [...judgements, ...sent.judgements] };
  if ('reply' in sent) return { ...all, reply: sent.reply };
  const { later } = recognition;
  return { ...all, exchange: later ? { ...sent.exchange, expected: later } : sent.exchange };
}

/** A multipart body is held until its part headers tell whether it carries a file. */
async function enforceUpload(
  asked: Identified,
  gate: Gate,
  told: ProfileMatch | undefined,
): Promise<PermittedOrRefused> {
  const { exchange, place } = await placed(asked);
  const without = async (held: Identified): Promise<PermittedOrRefused> => {
    if (told?.carries) return judged(held, objectOf(told, { url: held.originUrl }), gate, { carried: told.carries });
    // Only the profile knows that it is a file: nobody can look into it, so that what is in it stays unknown.
    if (!told) return { judgements: [], exchange: { ...held, upload: undefined } };
    const { judgement, reply } = await gate.pass(held, 'upload', objectOf(told, { url: held.originUrl }));
    return { judgements: [judgement], ...(reply ? { reply } : { exchange: { ...held, upload: judgement } }) };
  };
  const named = (object: ActivityObject): ActivityObject => (told ? { ...objectOf(told, object), ...object } : object);
  if (place?.kind === 'finish' || place?.kind === 'concat')
    return judged(exchange, named(itself(exchange)), gate, { place });
  const recognised =
    exchange.body === undefined
      ? undefined
      : recogniseRequest({ method: exchange.method, url: exchange.originUrl, headers: exchange.headers });
  // Nothing comes with it, but it may make a file of what has come.
  const ends = place?.kind === 'piece' && !place.isFirst && (place.ends || place.total !== undefined);
  const finishes = exchange.body === undefined && (ends || namesWhole(exchange.headers));
  if (finishes) return judged(exchange, named({ url: exchange.originUrl }), gate, { place });
  if (recognised === undefined)
    return place && exchange.body ? judged(exchange, named(itself(exchange)), gate, { place }) : without(exchange);
  if (recognised !== 'multipart')
    return judged(exchange, named(recognised.object), gate, { place, carried: told?.carries });
  const type = headerValue(exchange.headers, 'content-type') ?? '';
  const scan = createMultipartScanner(type);
  let verdict = scan('', false);
  let scanned = 0;
  const source = exchange.body instanceof Readable ? exchange.body : Readable.from(exchange.body ?? []);
  const { prefix, complete, body } = await peek(source, (bytes) => {
    verdict = scan(bytes.toString('latin1', scanned), false);
    scanned = bytes.length;
    return verdict !== 'undecided';
  });
  if (verdict === 'undecided') verdict = scan(prefix.toString('latin1', scanned), complete);
  if (verdict === 'no-file') return without({ ...exchange, body });
  const form = await gate.holdForm(body, type);
  const held = { ...exchange, body: form?.body ?? body };
  const length = headerValue(exchange.headers, 'content-length');
  const object = {
    url: exchange.originUrl,
    ...(verdict === 'undecided' || verdict.file === '' ? {} : { name: verdict.file }),
    ...(length === undefined ? {} : { size: Number(length) }),
  };
  const text = prefix.toString('latin1');
  const inForm = isUploadPiece(exchange.originUrl, exchange.headers, text)
    ? formInUpload(exchange, type, prefix)
    : undefined;
  const mayDivide = place === undefined && inForm === undefined;
  return judged(held, named(object), gate, { form: text, files: form?.files, place: inForm, mayDivide });
}

/** Where a request belongs in an upload in pieces; one that would finish it has to be a list of parts, where that takes one. */
async function placed(asked: Identified): Promise<{ exchange: Identified; place: PlaceInUpload | undefined }> {
  const place = placeInUpload(asked, uploadRequestOf(asked));
  if (place?.kind !== 'finish') return { exchange: asked, place };
  const { body, isList } = await listsParts(asked.body, place);
  return { exchange: { ...asked, body }, place: isList ? place : undefined };
}

/** What is known of an upload by its address. */
function itself({ originUrl: url }: Identified): ActivityObject {
  const name = fileNameOfUrl(url);
  return { url, ...(name ? { name } : {}) };
}

async function judged(
  exchange: Identified,
  object: ActivityObject,
  gate: Gate,
  {
    form = '',
    files,
    mayDivide = false,
    carried,
    place,
  }: {
    readonly form?: string;
    readonly files?: readonly FormFile[] | undefined;
    /** Whether it is a form of which some files may go where others may not. */
    readonly mayDivide?: boolean;
    readonly carried?: ProfileMatch['carries'];
    readonly place?: PlaceInUpload | undefined;
  } = {},
): Promise<PermittedOrRefused> {
  const { headers } = exchange;
  const isObject = form === '' && files === undefined && carried === undefined;
  const file = {
    body: exchange.body instanceof Readable ? exchange.body : Readable.from(exchange.body ?? []),
    name: object.name,
    declaredType: headerValue(headers, 'content-type'),
    ...bodyCodings(exchange, isObject),
    partial: namesWhole(headers) || isUploadPiece(exchange.originUrl, headers, form),
    ...(place ? { place } : {}),
    ...(carried ? { carried } : {}),
  };
  const { judgement, reply, body } = await gate.passFile(exchange, 'upload', object, file, { files: files ?? [] });
  const isHeld = body !== file.body || files !== undefined;
  const rest =
    reply && isHeld && mayDivide && !file.partial ? await gate.leaveOut(exchange, judgement, body) : undefined;
  if (rest) {
    const { size: _size, ...unsized } = object;
    const length = headerValue(rest.exchange.headers, 'content-length');
    const sized = { ...unsized, ...rest.files[0], ...(length === undefined ? {} : { size: Number(length) }) };
    const sent = await judged(rest.exchange, sized, gate, { form, files: rest.files });
    if ('reply' in sent) {
      rest.body.destroy();
      // Its files may not go with one another either. What waits for a step of its user is sent again as it was kept, and nobody would tell.
      return !isToldByPage(exchange) || sent.judgements.some(({ decision }) => refuses(decision.action))
        ? { judgements: [judgement], reply: reply! }
        : sent;
    }
    return { judgements: [...rest.left, ...sent.judgements], exchange: { ...sent.exchange, leftOut: rest.left } };
  }
  if (reply) {
    // Only what was held: a request that is refused unread ends by its answer, not by a broken connection.
    if (body !== file.body) body.destroy();
    return { judgements: [judgement], reply };
  }
  return { judgements: [judgement], exchange: { ...exchange, body: exchange.body && body, upload: judgement } };
}
