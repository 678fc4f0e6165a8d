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

/** The targets of a Link field, its anchors and its image candidates; everything else stays as it is. */
export function rewriteLink(value: string, map: MapUrl): string {
  return value.replace(PART, (part, target?: string, name?: string, open?: string, quoted?: string, close?: string) => {
    if (target !== undefined) return `<${map(target)}>`;
    const key = (name ?? '').toLowerCase();
    const rewrite = Object.hasOwn(URL_PARAMETERS, key) ? URL_PARAMETERS[key] : undefined;
    if (!rewrite || quoted === undefined) return part;
    return `${name}${open}${rewrite(quoted, map)}${close}`;
  });
}
