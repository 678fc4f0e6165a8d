import { sniffType } from './file-type.ts';

/** What a file's name promises. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odp: 'application/vnd.oasis.opendocument.presentation',
  pdf: 'application/pdf',
  zip: 'application/zip',
  gz: 'application/gzip',
  tgz: 'application/gzip',
  zst: 'application/zstd',
  tar: 'application/x-tar',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  txt: 'text/plain',
  log: 'text/plain',
  md: 'text/plain',
  csv: 'text/csv',
  htm: 'text/html',
  html: 'text/html',
  xhtml: 'text/html',
  svg: 'image/svg+xml',
  xml: 'application/xml',
  json: 'application/json',
  css: 'text/css',
  js: 'text/javascript',
  eml: 'message/rfc822',
  mbox: 'application/mbox',
  mht: 'message/rfc822',
  mhtml: 'message/rfc822',
};

/**
 * Parts of packages that are neither text nor of a known format: what a printer driver keeps, and fonts (ECMA-376 part 1, 15.2.13 and
 * 17.8.1). Like pictures, they show nobody any text.
 */
const BLIND_PARTS: readonly (readonly [path: RegExp, type: string])[] = [
  [/\/(?:xl|ppt)\/printerSettings\/printerSettings\d+\.bin$/, 'image/x-printer-settings'],
  [/\/(?:word|ppt)\/fonts\/font\d+\.(?:odttf|fntdata)$/, 'font/x-obfuscated'],
];

/** Types that only say that nobody knows. */
const VAGUE = new Set([
  '',
  'application/octet-stream',
  'binary/octet-stream',
  'application/x-download',
  'application/force-download',
]);

const SOME_MARKUP = 'application/xml';
const MARKUP = /^(?:text\/(?:html|xml)|.*\+xml)$/;

/** What a first look at text shows, where bytes have no signature. */
const TEXT_SIGNS: readonly (readonly [type: string, sign: RegExp])[] = [
  ['image/svg+xml', /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)?<svg[\s>]/i],
  [
    'text/html',
    /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)?<(?:!doctype\s+html|html|head|body|table|div|script|meta|title|p|h1)[\s>]/i,
  ],
  ['application/xml', /^\s*<\?xml\s/i],
  ['application/mbox', /^From [^\r\n]{1,200}\r?\n[\w-]{2,40}:/],
  ['message/rfc822', /^(?:[\w-]{2,40}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}/],
  // Anything that begins as markup does; which it is, a sender may know better.
  [SOME_MARKUP, /^\s*<(?:!--|!doctype|[a-z_][\w.-]*(?::[\w.-]+)?[\s/>])/i],
  ['application/json', /^\s*[[{]\s*(?:["[{\d\]}-]|true|false|null)/],
];
const MAIL_FIELDS = /^(?:received|return-path|mime-version|message-id|from|delivered-to):/im;

/**
 * The type to read a document as. Signatures win over what a sender declares, and what it declares over the file name; text has no
 * signature, so there a structured type is taken from whichever of the three knows one. `disguised`: two of them contradict each other.
 */
export function judgeType(first: Uint8Array, declared: string, path: string): { type: string; disguised: boolean } {
  // Servers read a body in parts as its sender declares it, whatever its first bytes look like.
  if (declared.startsWith('multipart/')) return { type: declared, disguised: false };
  const extension = /\.([a-z0-9]{1,8})$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  const named = EXTENSIONS[extension];
  const part = BLIND_PARTS.find(([sign]) => sign.test(path))?.[1];
  if (part !== undefined && sniffType(first) === undefined) return { type: part, disguised: false };
  const told = VAGUE.has(declared) ? undefined : declared;
  const sign = sniffType(first) ?? (holdsPdf(first) ? 'application/pdf' : textSign(first));
  const sniffed =
    sign === SOME_MARKUP ? ([told, named].find((each) => each !== undefined && MARKUP.test(each)) ?? sign) : sign;
  const structured = [sniffed, told, named].find((type) => type !== undefined && type !== 'text/plain');
  const type = sniffed ?? structured ?? told ?? named ?? 'application/octet-stream';
  const binary = sniffType(first) !== undefined || sign === 'application/pdf';
  // Signs of text are too weak to accuse anybody.
  const promised = [told, named].filter((each) => each !== undefined);
  const disguised = binary
    ? promised.some((each) => family(each) !== family(type))
    : promised.some(isBinary) && first.length > 0;
  return { type: !binary && promised.some(isBinary) ? (sniffed ?? 'application/octet-stream') : type, disguised };
}

/** Readers take a header anywhere in the first 1024 bytes (ISO 32000-1, annex H, implementation note 13). */
function holdsPdf(first: Uint8Array): boolean {
  return Buffer.from(first.buffer, first.byteOffset, Math.min(first.length, 1024)).includes('%PDF-');
}

function textSign(first: Uint8Array): string | undefined {
  const text = Buffer.from(first.buffer, first.byteOffset, Math.min(first.length, 2048))
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .replaceAll('\0', '');
  const found = TEXT_SIGNS.find(([, sign]) => sign.test(text))?.[0];
  return found === 'message/rfc822' && !MAIL_FIELDS.test(text) ? undefined : found;
}

/** Types that are one to whoever opens them. */
function family(type: string): string {
  if (/^(?:image|audio|video|font)\//.test(type)) return type.slice(0, type.indexOf('/'));
  // Packages are zip files, and an encrypted one is a compound file: none of them passes for the other.
  if (/openxmlformats|opendocument|ms-word|ms-excel|ms-powerpoint|msword|x-cfb/.test(type)) return 'package';
  if (/zip|java-archive|epub/.test(type)) return type.includes('gzip') ? 'gzip' : 'package';
  return type;
}

const isBinary = (type: string): boolean =>
  /^(?:image\/(?!svg)|audio\/|video\/|font\/)/.test(type) ||
  /pdf|zip|openxmlformats|opendocument|x-tar|x-7z|rar|ms-cab/.test(type);
