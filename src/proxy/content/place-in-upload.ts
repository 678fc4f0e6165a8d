import { Readable } from 'node:stream';
import { saysPart } from '../../catalog/uploads/form-protocols.ts';
import {
  keyOfAddress,
  madeInBody,
  madeUpload,
  partsInOrder,
  type UploadRequest,
  uploadRequest,
} from '../../catalog/uploads/upload-act.ts';
import type { Answered, Identified } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import { isUploadPiece } from '../../policy/recognise/upload-pieces.ts';
import { contentCodings, decodePrefix } from '../body/content-coding.ts';
import { peek } from '../body/peek.ts';
import { beginFormJoin, type FormOfUpload, formPartOf } from './form-join.ts';
import type { PartJoin, PartOfUpload } from './joined-parts.ts';
import type { Join, PieceOfUpload } from './joined-uploads.ts';
import type { UploadsInPieces } from './uploads-in-pieces.ts';

/** What makes a file of parts. */
export interface FinishOfUpload {
  readonly kind: 'finish';
  readonly upload: string;
  readonly sessionId: string;
  /** Whether its body lists its parts. */
  readonly byList: boolean;
  /** The parts that it names, by its body and what parts there are; undefined where that is in doubt. */
  readonly order: (list: string, known: readonly string[]) => readonly string[] | undefined;
}

/** What makes a file of uploads that were made to be its parts. */
export interface ConcatOfUploads {
  readonly kind: 'concat';
  readonly uploads: readonly string[];
  readonly sessionId: string;
}

/** Where what a request brings belongs in an upload. */
export type PlaceInUpload =
  | (PieceOfUpload & { readonly kind: 'piece' })
  | (PartOfUpload & { readonly kind: 'part' })
  | (FormOfUpload & { readonly kind: 'form' })
  | FinishOfUpload
  | ConcatOfUploads
  /** A form that brings a piece of nobody knows what. */
  | { readonly kind: 'stray'; readonly sessionId: string };

/** Bytes of an answer in which the name of an upload is looked for. */
const LONGEST_ANSWER = 64 * 1024;
/** Names the uploads of nobody. */
const NOWHERE = 'nowhere';

/** What a request does with an upload in pieces. */
export function uploadRequestOf({ method, originUrl, headers }: Identified): UploadRequest | undefined {
  return uploadRequest({ method, url: new URL(originUrl).href, headers });
}

/** Undefined where nobody can say. */
export function placeInUpload(exchange: Identified, found: UploadRequest | undefined): PlaceInUpload | undefined {
  if (!found) return undefined;
  const { id, session } = exchange;
  const { act, protocol } = found;
  const sessionId = session.id;
  const upload = keyIn(exchange, found) ?? NOWHERE;
  const waits = protocol.waits === 'always';
  switch (act.kind) {
    case 'make':
      if (!act.brings) return undefined;
      return { ...act, kind: 'piece', upload: requestKey(id), isFirst: true, sessionId, start: 0, ends: false, waits };
    case 'piece':
      return { ...act, upload, isFirst: false, isPart: false, sessionId, waits };
    case 'part':
      return { ...act, upload, sessionId, request: id, unmade: protocol.unmade === true && upload !== NOWHERE };
    case 'finish':
      if (act.order === 'by address') {
        const { app, originUrl } = exchange;
        const names = act.list.map((each) => `${app.id} ${keyOfAddressIn(each, originUrl) ?? NOWHERE}`);
        return { kind: 'concat', uploads: names, sessionId };
      }
      return {
        kind: 'finish',
        upload,
        sessionId,
        byList: act.order !== 'by number',
        order: (list, known) => partsInOrder(act.order, list, known),
      };
    default:
      return undefined;
  }
}

/** What no talk of an app begins with but XML, in any encoding. */
const XML = /^[\0\s\xef\xbb\xbf\xfe\xff]*</;

/** Whether a body may list parts, where it has to; and the body again. */
export async function listsParts(
  body: Identified['body'],
  { byList }: FinishOfUpload,
): Promise<{ readonly body: Identified['body']; readonly isList: boolean }> {
  if (!byList || body === undefined) return { body, isList: !byList };
  const peeked = await peek(body instanceof Readable ? body : Readable.from(body), (bytes) => bytes.length >= 64);
  return { body: peeked.body, isList: XML.test(peeked.prefix.toString('latin1')) };
}

/** Where a form belongs that says in its beginning that it brings a piece of a file. */
export function formInUpload(
  { id, app, session, originUrl, headers }: Identified,
  contentType: string,
  beginning: Buffer,
): PlaceInUpload {
  // Where the head of the request says something of pieces too, its app may go by that.
  const isSaidTwice = saysPart(originUrl) || isUploadPiece(originUrl, headers, '');
  const said = isSaidTwice ? undefined : formPartOf(contentType, beginning);
  const sessionId = session.id;
  if (!said) return { kind: 'stray', sessionId };
  const { count } = said;
  const upload = `${app.id} form ${said.upload}`;
  return { kind: 'form', upload, part: `${said.part}`, count, request: id, sessionId, unmade: true, contentType };
}

/** Begins to keep what comes; undefined where what was before is not known. */
export function beginJoin({ pieces, parts }: UploadsInPieces, place: PlaceInUpload): Join | PartJoin | undefined {
  switch (place.kind) {
    case 'piece':
      return pieces.begin(place);
    case 'part':
      return parts.begin(place);
    case 'form':
      return beginFormJoin(parts, place);
    default:
      return undefined;
  }
}

/** A form goes on to the app: what it brings unseen makes its upload unknown. */
export function formGoesOn(place: PlaceInUpload, { parts }: UploadsInPieces): void {
  if (place.kind === 'form') parts.goesOn(place.upload, place.request, true);
  if (place.kind === 'stray') parts.strays(place.sessionId);
}

/** A request goes on to the app: what it brings unseen, or does that nobody understands, makes its upload unknown. */
export function uploadGoesOn(exchange: Identified, { parts }: UploadsInPieces): void {
  const found = uploadRequestOf(exchange);
  if (!found) return;
  const key = keyIn(exchange, found);
  if (found.act.kind === 'part' && key !== undefined) parts.goesOn(key, exchange.id);
  else if (found.act.kind === 'part' || found.act.kind === 'other')
    parts.spoil(key, `${exchange.app.id} ${found.protocol.id} `, exchange.session.id);
}

/** What the app's answer says of uploads in pieces: that it made one, or has taken what one brought. */
export async function noteUpload(exchange: Answered, uploads: UploadsInPieces): Promise<Answered> {
  const found = uploadRequestOf(exchange);
  if (!found) return exchange;
  const { status, responseHeaders } = exchange;
  const { act, protocol } = found;
  const isGood = status >= 200 && status < 300;
  if (act.kind === 'make') return isGood ? noteMade(exchange, found, uploads) : exchange;
  const key = keyIn(exchange, found);
  if (key === undefined) return exchange;
  if (act.kind === 'part') uploads.parts.taken(key, act.part, isGood);
  if ((act.kind === 'finish' || act.kind === 'abort') && isGood) uploads.parts.over(key);
  if (act.kind !== 'piece' || protocol.waits === undefined) return exchange;
  const { waits } = protocol;
  if (waits === 'always') {
    if (isGood) uploads.pieces.taken(key, 'some');
    return exchange;
  }
  const isMore =
    'status' in waits
      ? waits.status.includes(status)
      : waits.like.test(headerValue(responseHeaders, waits.field) ?? '');
  if (isMore) uploads.pieces.taken(key, 'more');
  else if (isGood) uploads.pieces.taken(key, 'over');
  return exchange;
}

async function noteMade(
  exchange: Answered,
  found: UploadRequest,
  { pieces, parts }: UploadsInPieces,
): Promise<Answered> {
  const { id, app, session, method, originUrl: url, headers, responseHeaders } = exchange;
  const { act, protocol } = found;
  if (act.kind !== 'make') return exchange;
  const { text, answered } = madeInBody(act) ? await readAnswer(exchange) : { text: '', answered: exchange };
  const name = madeUpload({ method, url: new URL(url).href, headers }, found, responseHeaders, text);
  const upload = name && ('key' in name ? name.key : keyOfAddressIn(name.address, url));
  if (upload === undefined) {
    if (act.brings) pieces.taken(requestKey(id), 'some');
    return answered;
  }
  const key = `${app.id} ${upload}`;
  const of = {
    request: requestKey(id),
    sessionId: session.id,
    total: act.total,
    waits: protocol.waits === 'always',
    isPart: act.isPart,
  };
  if (protocol.waits === undefined) parts.made(key, session.id);
  else pieces.made(key, of);
  return answered;
}

function keyOfAddressIn(address: string, base: string): string | undefined {
  return URL.canParse(address, base) ? keyOfAddress(new URL(address, base).href) : undefined;
}

/** A short answer's text, and the answer again. */
async function readAnswer(exchange: Answered): Promise<{ readonly text: string; readonly answered: Answered }> {
  const { responseBody, responseHeaders } = exchange;
  const codings = contentCodings(responseHeaders);
  if (codings === undefined) return { text: '', answered: exchange };
  const source = responseBody instanceof Readable ? responseBody : Readable.from(responseBody);
  const { prefix, complete, body } = await peek(source, (bytes) => bytes.length > LONGEST_ANSWER);
  const decoded = complete ? await decodePrefix(prefix, codings, LONGEST_ANSWER) : undefined;
  return { text: decoded?.toString('utf8') ?? '', answered: { ...exchange, responseBody: body } };
}

const requestKey = (id: string): string => `request ${id}`;

function keyIn({ app }: Identified, { upload }: UploadRequest): string | undefined {
  return upload && `${app.id} ${upload}`;
}
