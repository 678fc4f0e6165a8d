import { scrubJson } from './scrub-json.ts';
import { type Position, type Scrubber, writtenOrNamed } from './scrubber.ts';

/** Attributes by what their values are; every other value is somebody's. */
const ATTRIBUTES: Readonly<Record<string, Position>> = Object.fromEntries([
  ...'href src action formaction data poster srcset imagesrcset cite background manifest ping codebase archive longdesc usemap xlink:href content'
    .split(' ')
    .map((name) => [name, 'places'] as const),
  ...'type rel method formmethod enctype formenctype http-equiv charset accept-charset target as crossorigin sandbox loading referrerpolicy lang dir role media sizes kind shape scope wrap autocomplete inputmode allow csp integrity xmlns version encoding property'
    .split(' ')
    .map((name) => [name, 'html'] as const),
  ['style', 'style'],
]);
const TAG = /<\/?[a-z][^\s/>]*(?:"[^"]*"|'[^']*'|[^'">])*>/iy;
const ATTRIBUTE = /([^\s"'>/=]+)(\s*=\s*)("[^"]*"?|'[^']*'?|[^\s"'>]+)|[^\s"'>/=]+|[\s\S]/g;
const RAW = /^<(script|style)\b/i;

/** A document of HTML, XML or SVG: its elements and links stay, what is written in it does not. */
export function scrubHtml(text: string, scrub: Scrubber): string {
  let out = '';
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('<', at);
    if (open < 0) return out + scrub.prose(text.slice(at));
    out += scrub.prose(text.slice(at, open));
    if (text.startsWith('<!--', open)) {
      const end = text.indexOf('-->', open + 4);
      out += `<!--${scrub.prose(text.slice(open + 4, end < 0 ? undefined : end))}-->`;
      if (end < 0) return out;
      at = end + 3;
      continue;
    }
    if (/^<[!?]/.test(text.slice(open, open + 2))) {
      const end = text.indexOf('>', open);
      out += scrub.words(text.slice(open, end < 0 ? undefined : end + 1), 'html');
      if (end < 0) return out;
      at = end + 1;
      continue;
    }
    TAG.lastIndex = open;
    const tag = TAG.exec(text)?.[0];
    if (tag === undefined) {
      out += '<';
      at = open + 1;
      continue;
    }
    out += scrubTag(tag, scrub);
    at = open + tag.length;
    const raw = RAW.exec(tag)?.[1];
    if (raw === undefined || tag.endsWith('/>')) continue;
    const rest = text.slice(at);
    const length = rest.search(new RegExp(`</${raw}`, 'i'));
    const inner = length < 0 ? rest : rest.slice(0, length);
    out += raw.toLowerCase() === 'style' ? scrub.words(inner, 'style') : scrubScriptElement(tag, inner, scrub);
    at += inner.length;
  }
  return out;
}

function scrubScriptElement(tag: string, inner: string, scrub: Scrubber): string {
  return /\btype\s*=\s*["']?[\w/.+-]*json/i.test(tag) ? scrubJson(inner, scrub) : scrub.words(inner, 'script');
}

function scrubTag(tag: string, scrub: Scrubber): string {
  const [start = ''] = /^<\/?[^\s/>]+/.exec(tag) ?? [];
  const inner = tag.slice(start.length, -1);
  const attributes = inner.replace(ATTRIBUTE, (whole, name?: string, equals?: string, value?: string) => {
    if (name === undefined || value === undefined || equals === undefined) return scrub.words(whole, 'html');
    const [, quote = '', text = value] = /^(["'])([\s\S]*?)\1?$/.exec(value) ?? [];
    return `${scrub.words(name, 'html')}${equals}${quote}${scrubValue(name.toLowerCase(), text, scrub)}${quote}`;
  });
  return `${scrub.words(start, 'html')}${attributes}>`;
}

function scrubValue(name: string, text: string, scrub: Scrubber): string {
  if (name.startsWith('on')) return scrub.words(text, 'script');
  const position = ATTRIBUTES[name];
  return position === undefined ? writtenOrNamed(scrub, text, 'nothing') : scrub.words(text, position);
}
