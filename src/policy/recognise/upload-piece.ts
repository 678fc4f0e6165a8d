/** A piece of an upload whose place in the whole is known. */
export interface UploadPiece {
  /** Undefined where it brings nothing, and only says how long the whole is. */
  readonly start: number | undefined;
  /** Undefined where the app was told when the upload was made (tus). */
  readonly total: number | undefined;
}

type Fields = readonly (readonly [name: string, value: string])[];

const RANGE = /^bytes (?:(\d{1,15})-(\d{1,15})|\*)\/(\d{1,15})$/i;
const NUMBER = /^\d{1,15}$/;

/**
 * Where a piece belongs, by `Content-Range` (RFC 9110 section 14.4, as upload sessions use it) or `Upload-Offset` (tus 1.0); undefined
 * where it does not say so without doubt, as that of an unknown whole or of parts in any order.
 */
export function uploadPiece(headers: Fields): UploadPiece | undefined {
  const [range, another] = values(headers, 'content-range');
  const [offset, second] = values(headers, 'upload-offset');
  if (another !== undefined || second !== undefined || (range !== undefined && offset !== undefined)) return undefined;
  if (offset !== undefined) {
    const isTus = values(headers, 'tus-resumable').length === 1 && values(headers, 'upload-length').length === 0;
    return isTus && NUMBER.test(offset) ? { start: Number(offset), total: undefined } : undefined;
  }
  const [, first, last, whole] = RANGE.exec(range?.trim() ?? '') ?? [];
  if (whole === undefined) return undefined;
  const total = Number(whole);
  if (first === undefined || last === undefined) return { start: undefined, total };
  return Number(first) <= Number(last) && Number(last) < total ? { start: Number(first), total } : undefined;
}

/** Whether a request without content may finish an upload in pieces, by saying how long the whole is. */
export function namesWhole(headers: Fields): boolean {
  return values(headers, 'content-range').some((value) => /\*\s*\/\s*\d/.test(value));
}

function values(headers: Fields, name: string): string[] {
  return headers.flatMap(([each, value]) => (each === name ? [value] : []));
}
