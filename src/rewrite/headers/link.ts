import { rewriteSrcset } from '../url.ts';

type MapUrl = (url: string) => string;

/**
 * A target in angle brackets, a parameter with perhaps a quoted value (RFC 8288 section 3), or any other character. Every
 * alternative takes all it has looked at, so a hostile field costs no more than its length.
 */
const PART = /<([^<>]*)>|([a-z*-]+)(?:([\t ]*=[\t ]*")((?:[^"\\]|\\.?)*)("|$))?|"(?:[^"\\]|\\.?)*(?:"|$)|./gis;

/** Parameters that hold URLs; `imagesrcset` as HTML's preload reads it. */
const URL_PARAMETERS: Readonly<Record<string, (value: string, map: MapUrl) => string>> = {
  anchor: (value, map) => map(value),
  imagesrcset: (value, map) => rewriteSrcset(value, map),
};

/** A parameter of a link, its value quoted or not. */
const PARAMETER = /;[\t ]*([a-z*-]+)[\t ]*=[\t ]*(?:"((?:[^"\\]|\\.)*)"|([^\t ;,"]*))/gi;
/** Destinations whose files the gateway may change. */
const CHANGED = new Set(['script', 'style']);
/** What commas part in the field: targets and quoted values may hold some. */
const LINK = /(?:<[^<>]*>|"(?:[^"\\]|\\.?)*(?:"|$)|[^,])+/gs;
const TARGET = /^[\t ]*<([^<>]*)>/;
const ABSOLUTE = /^[\t\n\r ]*(?:[a-z][a-z0-9+.-]*:|[\\/]{2})/i;

/**
 * The targets of a Link field, its anchors and its image candidates; everything else stays as it is. Undefined where
 * nothing is left.
 */
export function rewriteLink(value: string, map: MapUrl): string | undefined {
  const links = value.match(LINK) ?? [];
  const kept = links.filter((link) => !isUnverifiable(link, map));
  if (kept.length === links.length) return mapped(value, map);
  return kept.length === 0 ? undefined : mapped(kept.join(','), map).trim();
}

/**
 * A preload of a script or style sheet by its digest. The file may be changed on its way, and then the digest fits no
 * longer; without the digest the browser would keep a file unchecked. It is a hint: what uses the file asks for it itself,
 * by digests that hold here.
 */
function isUnverifiable(link: string, map: MapUrl): boolean {
  const url = TARGET.exec(link)?.[1];
  if (url === undefined || (ABSOLUTE.test(url) && map(url) === url)) return false;
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, plain = ''] of link.matchAll(PARAMETER)) {
    const key = name.toLowerCase();
    if (!parameters.has(key)) parameters.set(key, quoted ?? plain);
  }
  if (!parameters.has('integrity')) return false;
  const relations = (parameters.get('rel') ?? '').toLowerCase().split(/[\t ]+/);
  const destination = (parameters.get('as') ?? '').toLowerCase();
  return relations.includes('modulepreload') || (relations.includes('preload') && CHANGED.has(destination));
}

function mapped(value: string, map: MapUrl): string {
  return value.replace(PART, (part, target?: string, name?: string, open?: string, quoted?: string, close?: string) => {
    if (target !== undefined) return `<${map(target)}>`;
    const key = (name ?? '').toLowerCase();
    const rewrite = Object.hasOwn(URL_PARAMETERS, key) ? URL_PARAMETERS[key] : undefined;
    if (!rewrite || quoted === undefined) return part;
    return `${name}${open}${rewrite(quoted, map)}${close}`;
  });
}
