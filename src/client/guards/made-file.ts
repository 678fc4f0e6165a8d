import { blobOf } from '../bridges/object-urls.ts';
import { apply, construct, getOwnPropertyDescriptor, type Method } from '../natives.ts';
import { toOrigin, toSuffix } from '../setup.ts';

const NativeBlob = Blob;
const NativeRequest = XMLHttpRequest;
const requests = NativeRequest.prototype as unknown as Record<'open' | 'send', Method>;
const { open, send } = requests;
const setType = getOwnPropertyDescriptor(requests, 'responseType')!.set as Method;
const response = getOwnPropertyDescriptor(requests, 'response')!.get as Method;
const listen = EventTarget.prototype.addEventListener as unknown as Method;
const decode = atob;
const percentDecode = decodeURIComponent;

/** RFC 2397; undefined where it is written in a way that nobody would take for a file. */
function ofData(url: string): Blob | undefined {
  const [, head, body] = /^[\0-\x20]*data:([^,]*),([^#]*)/i.exec(url) ?? [];
  if (head === undefined || body === undefined) return undefined;
  try {
    const isBase64 = /;\s*base64\s*$/i.test(head);
    const text = isBase64 ? decode(percentDecode(body)) : binary(body);
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
    const type = head.replace(/;\s*base64\s*$/i, '') || 'text/plain';
    return construct(NativeBlob, [[bytes], { type }]) as Blob;
  } catch {
    // Malformed: what a browser makes of it is not known.
    return undefined;
  }
}

/** Percent-encoded octets and text, as one character an octet (URL section 1.3, UTF-8). */
function binary(body: string): string {
  const octets = new TextEncoder().encode(body);
  let text = '';
  for (let at = 0; at < octets.length; at++) {
    const code = octets[at] === 0x25 ? Number.parseInt(hex(octets, at), 16) : Number.NaN;
    text += String.fromCharCode(Number.isNaN(code) ? octets[at]! : code);
    if (!Number.isNaN(code)) at += 2;
  }
  return text;
}

/** The two digits behind a percent sign; what is none is no number. */
function hex(octets: Uint8Array, at: number): string {
  const digits = String.fromCharCode(octets[at + 1] ?? 0, octets[at + 2] ?? 0);
  return /^[\da-f]{2}$/i.test(digits) ? digits : '';
}

/** The file that script has made at a URL; undefined where nobody here can read it. */
export function readMade(url: string, done: (file: Blob | undefined) => void): void {
  const known = blobOf(toOrigin(url));
  if (known || !/^[\0-\x20]*blob:/i.test(url)) {
    done(known ?? ofData(url));
    return;
  }
  const request = new NativeRequest();
  try {
    apply(open, request, ['GET', toSuffix(url)]);
    apply(setType, request, ['blob']);
    apply(listen, request, ['loadend', () => done((apply(response, request, []) as Blob | null) ?? undefined)]);
    apply(send, request, []);
  } catch {
    done(undefined);
  }
}
