/** Types that every browser shows by itself when it is navigated to them. Whatever is not here may be saved by one. */
const SHOWN =
  /^(text\/(html|plain|xml|css|javascript|ecmascript)|application\/(pdf|(xhtml\+)?xml|json|(x-)?javascript|ecmascript|[\w.-]+\+(json|xml))|image\/(png|apng|jpeg|jpg|pjpeg|gif|webp|avif|svg\+xml|bmp|x-ms-bmp|x-icon|vnd\.microsoft\.icon)|video\/(mp4|webm|ogg|x-m4v)|audio\/(mpeg|mp3|mp4|aac|x-m4a|ogg|wav|wave|x-wav|webm|flac|x-flac)|multipart\/x-mixed-replace)$/;

/** Documents, archives, programs: never a part of a page, whoever asks for them and however. */
const FILE =
  /^(application\/(pdf|postscript|(x-)?zip|x-zip-compressed|(x-)?gzip|(x-)?bzip2?|x-7z-compressed|(x-|vnd\.)rar|x-rar-compressed|x-(g?tar|tgz|xz|lz4|lzip|lzma|cpio|arj|rpm|deb|xar|apple-diskimage|iso9660-image)|zstd|vnd\.(debian\.binary-package|android\.package-archive|ms-cab-compressed|ms-htmlhelp|sqlite3|tcpdump\.pcap|visio|apple\.(pages|numbers|keynote)|ms-(excel|powerpoint|word|outlook|project|visio|works|xpsdocument|officetheme)[\w.+-]*|openxmlformats-[\w.+-]+|oasis\.opendocument[\w.+-]*)|msword|msaccess|x-msaccess|rtf|onenote|x-cfb|x-msdownload|x-dosexec|x-msi|x-ms-installer|x-ms-shortcut|x-executable|x-mach-binary|java-archive|java-vm|x-chrome-extension|epub\+zip|x-mobipocket-ebook|x-sqlite3|x-hdf5?|vnd\.apache\.(parquet|avro)|x-shockwave-flash|pkcs12|x-pkcs12|pgp-encrypted|x-age-encrypted|x-bittorrent|force-download|x-download|x-force-download|acad)|image\/(vnd\.dwg|vnd\.djvu|vnd\.adobe\.photoshop)|message\/rfc822|text\/(calendar|vcard|x-vcard|rtf))$/;

/** Fetched by script these are as often an app's own data as a file: they say nothing. */
const OCTETS = /^(|application\/(octet-stream|x-octet-stream|unknown)|binary\/octet-stream|multipart\/byteranges)$/;

/** Files by their type that scripts fetch as data in every second app: counted as files only where the browser saves them. */
const TABLES = /^text\/(csv|tab-separated-values|comma-separated-values|x-csv)$/;

/** What else pages are built from, though browsers do not show it. */
const PAGE_PART =
  /^(font\/|application\/(font|x-font|vnd\.ms-fontobject|wasm|manifest)|image\/|audio\/|video\/|text\/)/;

const TEXTUAL = /^(text\/|application\/([\w.-]+\+)?(json|xml|javascript|ecmascript|x-javascript|x-ndjson)$)/;

/** A media type alone, in lower case: `text/html; charset=utf-8` -> `text/html`. */
export function mediaType(field: string | undefined): string {
  return (field ?? '').split(/[;,]/, 1)[0]!.trim().toLowerCase();
}

/**
 * The type of a body: what its first bytes show, whatever was declared; where they show only that it is text, a declared
 * kind of text is more telling. The empty text when nothing says anything.
 */
export function realType(declared: string, sniffed: string | undefined): string {
  if (sniffed === undefined) return declared;
  return sniffed === 'text/plain' && TEXTUAL.test(declared) ? declared : sniffed;
}

export function isShown(type: string): boolean {
  return SHOWN.test(type);
}

export function isFile(type: string): boolean {
  return FILE.test(type);
}

/** Says no more than "bytes". */
export function isOctets(type: string): boolean {
  return OCTETS.test(type);
}

export function isTable(type: string): boolean {
  return TABLES.test(type);
}

export function isPagePart(type: string): boolean {
  return !FILE.test(type) && !TABLES.test(type) && (PAGE_PART.test(type) || SHOWN.test(type));
}

export function isMedia(type: string): boolean {
  return /^(image|audio|video)\//.test(type);
}
