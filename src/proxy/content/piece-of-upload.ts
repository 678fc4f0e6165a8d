import type { Answered, Identified } from '../../model/exchange.ts';
import { type HeaderList, headerValue } from '../../model/headers.ts';
import { uploadPiece } from '../../policy/recognise/upload-piece.ts';
import type { JoinedUploads, PieceOfUpload } from './joined-uploads.ts';

const LENGTH = /^\d{1,15}$/;
/** How requests for an upload session in the manner of Google say so, and their answers. */
const RESUMABLE = /[?&]uploadType=resumable(?:&|$)/i;
const SESSION = /[?&]upload_id=/;

/** Where what a request brings belongs in an upload; undefined where nobody can say. */
export function pieceOfUpload({ id, app, session, originUrl, headers }: Identified): PieceOfUpload | undefined {
  const total = lengthTold(headers);
  if (total !== undefined) return { upload: requestKey(id), isFirst: true, sessionId: session.id, start: 0, total };
  const piece = uploadPiece(headers);
  return piece && { ...piece, upload: uploadKey(app.id, originUrl), isFirst: false, sessionId: session.id };
}

/** Length of the upload that a request makes (tus 1.0, creation). Parts that are put together later are uploads for themselves only. */
export function lengthTold(headers: HeaderList): number | undefined {
  const [length, another] = headers.filter(([name]) => name === 'upload-length');
  const isPlain = ['upload-offset', 'upload-concat', 'upload-defer-length'].every(
    (name) => !headerValue(headers, name),
  );
  if (!length || another || !isPlain || headerValue(headers, 'tus-resumable') === undefined) return undefined;
  return LENGTH.test(length[1]) ? Number(length[1]) : undefined;
}

/** What the app's answer says of uploads in pieces: that it made one, or has taken what one brought. */
export function noteUpload(exchange: Answered, uploads: JoinedUploads): void {
  const { id, app, session, originUrl, target, method, headers, status, responseHeaders } = exchange;
  const key = uploadKey(app.id, originUrl);
  if (headerValue(headers, 'content-range') !== undefined) {
    // A server that waits for more says so (202, and 308 of Google); one that is content has a file already.
    if (status === 202 || status === 308) uploads.taken(key, 'more');
    else if (status < 300) uploads.taken(key, 'over');
    return;
  }
  if (method === 'GET' || status < 200 || status >= 300) return;
  const total = lengthTold(headers);
  const location = headerValue(responseHeaders, 'location');
  if (location === undefined || (total === undefined && !(RESUMABLE.test(target) && SESSION.test(location)))) {
    uploads.taken(key, 'some');
    return;
  }
  if (!URL.canParse(location, originUrl)) return;
  const of = { request: requestKey(id), sessionId: session.id, ...(total === undefined ? {} : { total }) };
  uploads.made(uploadKey(app.id, new URL(location, originUrl).href), of);
}

const requestKey = (id: string): string => `request ${id}`;
const uploadKey = (app: string, url: string): string => `${app} ${new URL(url).href}`;
