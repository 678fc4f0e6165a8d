import type { Readable } from 'node:stream';
import type { Screened } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import { serializeOrigin } from '../../model/host-map.ts';
import { transformingSheet } from '../../rewrite/html/transforming-sheet.ts';
import { WHOLE_LIMIT } from './document-body.ts';
import { readWhole } from './read-whole.ts';

/** Bytes of an XML document in which what stands before its root element is looked for. */
const PROLOGUE = 16 * 1024;

/**
 * Runs in the page ahead of the runtime, with what the browser has: the style sheet reads the document as the app sent it. What it makes is
 * then written as any script writes a page, so that its scripts and addresses are mapped as those of any page: once this one is read,
 * and before it counts as loaded, which it does not until an image without an address has said so. A style sheet of another origin, or one
 * that leads there, is none, as for browsers, whoever may read it.
 */
const TRANSFORM = `(function(source,href,home){
var markup;
try{
var request=new XMLHttpRequest();
request.open("GET",href,false);request.overrideMimeType("application/xml");request.send();
if(!/^data:/i.test(href)&&new URL(request.responseURL).origin!==origin)throw href;
var sheet=request.responseXML,processor=new XSLTProcessor();
["import","include"].forEach(function(name){
[].forEach.call(sheet.getElementsByTagNameNS("http://www.w3.org/1999/XSL/Transform",name),function(element){
var at=element.getAttribute("href")||"";if(at.indexOf(home+"/")===0)element.setAttribute("href",at.slice(home.length))})});
processor.importStylesheet(sheet);
var made=processor.transformToDocument(new DOMParser().parseFromString(source,"application/xml"));
var root=document.implementation.createHTMLDocument("").importNode(made.documentElement,true);
markup=(made.doctype?new XMLSerializer().serializeToString(made.doctype):made.compatMode==="CSS1Compat"?"<!doctype html>":"")+root.outerHTML;
}catch(error){
markup="<!doctype html><pre>"+source.replace(/&/g,"&amp;").replace(/</g,"&lt;")+"</pre>";
}
addEventListener("DOMContentLoaded",function(){
var image=new Image();
image.onerror=function(){document.open();document.write(markup);document.close()};
image.src=""},{once:true});
})`;

export interface Shown {
  /** The first bytes of the body, as far as they say how it is shown. */
  readonly prefix: Buffer;
  readonly body: Readable;
  readonly encoding: string;
  /** Origin URL to suffix URL. */
  readonly url: (url: string) => string;
  /** Markup of the page runtime, as a binary string. */
  readonly head: string;
  readonly nonce: string;
  /** Whether the document is in a sandbox without its origin, to which no style sheet is given. */
  readonly isOpaque: boolean;
}

/** Whether enough of an XML document has come to say how it is shown. */
export function saysHowShown(bytes: Buffer): boolean {
  return bytes.length >= PROLOGUE || transformingSheet(ascii(bytes)) !== undefined;
}

/** UTF-16 as well. */
const ascii = (bytes: Buffer): string =>
  bytes
    .subarray(0, PROLOGUE)
    .toString('latin1')
    .replace(/^(?:\xef\xbb\xbf|\xfe\xff|\xff\xfe)/, '')
    .replaceAll('\0', '');

/**
 * The page, in UTF-8, that stands for an XML document which is shown as its style sheet transforms it: what browsers make of that by
 * themselves holds neither the runtime nor mapped addresses. Every other document comes back, and one above WHOLE_LIMIT.
 */
export async function transformed(
  { headers, host }: Screened,
  { prefix, body, encoding, url, head, nonce, isOpaque }: Shown,
): Promise<Buffer | Readable> {
  const named = transformingSheet(ascii(prefix));
  // Who does not say what the answer is for may be script, to which it is data.
  if (typeof named !== 'object' || isOpaque || headerValue(headers, 'sec-fetch-dest') === undefined) return body;
  const read = await readWhole(body, WHOLE_LIMIT);
  if ('oversized' in read) return read.oversized;
  const source = new TextDecoder(encoding).decode(read.bytes);
  const sheet = transformingSheet(source);
  const href = typeof sheet === 'object' ? url(sheet.href) : '';
  const given = [source, href, serializeOrigin(host.origin)].map(inScript).join(',');
  return Buffer.concat([
    Buffer.from(`<!doctype html><html><head><script nonce="${nonce}">${TRANSFORM}(${given})</script>`),
    Buffer.from(head, 'latin1'),
    Buffer.from('</head></html>'),
  ]);
}

const inScript = (text: string): string => JSON.stringify(text).replaceAll('<', '\\u003c');
