import type { RequestShape, UploadProtocol } from './upload-protocol.ts';

/** RFC 9110 section 14.4, as upload sessions use it: the length of the whole may be told later. */
const RANGE: RequestShape = {
  fields: { 'content-range': /^bytes (?:(?<start>\d{1,15})-(?<last>\d{1,15})|\*)\/(?:(?<total>\d{1,15})|\*)$/i },
  without: ['upload-offset', 'x-goog-upload-offset'],
};
/** Servers that wait for more say so with 202, and 308 of Google; one that is content has a file already. */
const AGAIN = { status: [202, 308] };
const TUS = { 'tus-resumable': /./ };
const PLACE = { ...TUS, 'upload-offset': /^(?<start>\d{1,15})$/ };
const LENGTH = /^(?<total>\d{1,15})$/;
const FOLDER = '(?<upload>.*/remote\\.php/dav/uploads/[^/]+/[^/]+)';

/** What `Dropbox-API-Arg` says: JSON, with nothing in it that could be read in two ways. */
const SESSION = '"session_id": *"(?<upload>[\\w:.-]{1,200})"';
const OFFSET = '"offset": *(?<start>\\d{1,15})';
const CURSOR = `"cursor": *\\{ *(?:${SESSION}, *${OFFSET}|${OFFSET}, *${SESSION}) *\\}`;
const STRING = '"(?:[^"{}\\\\]|\\\\u[0-9a-fA-F]{4})*"';
const PLAIN = `(?:[^{}"\\\\]|${STRING})*`;
const COMMIT = `"commit"): *\\{${PLAIN}(?:\\{${PLAIN}\\}${PLAIN})*\\}`;
/** What the field says may stand in the address as well, and then nobody can say which of the two counts. */
const IN_FIELD = { withoutParameters: ['arg'] } as const;
const OF_DROPBOX = '^.*/2/files/upload_session';

/** The first that fits a request tells what it is. */
export const UPLOAD_PROTOCOLS: readonly UploadProtocol[] = [
  {
    id: 'tus',
    about: 'tus 1.0: creation, also with a first piece, or a length told later, and concatenation',
    key: 'address',
    makes: [
      {
        fields: { ...TUS, 'upload-length': LENGTH },
        without: ['upload-offset', 'upload-concat', 'upload-defer-length'],
        made: { field: 'location' },
        brings: true,
      },
      {
        fields: { ...TUS, 'upload-length': LENGTH, 'upload-concat': /^partial$/ },
        without: ['upload-offset', 'upload-defer-length'],
        made: { field: 'location' },
        brings: true,
        isPart: true,
      },
      {
        fields: { ...TUS, 'upload-defer-length': /^1$/ },
        without: ['upload-offset', 'upload-concat', 'upload-length'],
        made: { field: 'location' },
        brings: true,
      },
    ],
    finish: { fields: { ...TUS, 'upload-concat': /^final; *(?<list>\S.*)$/ }, order: 'by address' },
    pieces: [
      { fields: PLACE, without: ['upload-length', 'content-range'] },
      { fields: { ...PLACE, 'upload-length': LENGTH }, without: ['content-range'] },
    ],
    waits: 'always',
  },
  {
    id: 'google',
    about: 'upload sessions of Google APIs (`uploadType=resumable`)',
    key: 'address',
    makes: [{ query: { uploadtype: /^resumable$/i }, made: { field: 'location', like: /[?&]upload_id=/ } }],
    pieces: [RANGE],
    waits: AGAIN,
  },
  {
    id: 'google-commands',
    about: 'upload sessions of Firebase, Google Photos and Cloud Storage for apps (`X-Goog-Upload-Command`)',
    key: 'address',
    makes: [{ fields: { 'x-goog-upload-command': /^start$/i }, made: { field: 'x-goog-upload-url' } }],
    pieces: [
      {
        fields: {
          'x-goog-upload-command': /^(?:upload|(?<ends>(?:upload *, *)?finalize))$/i,
          'x-goog-upload-offset': /^(?<start>\d{1,15})$/,
        },
        without: ['content-range', 'upload-offset'],
      },
    ],
    waits: { field: 'x-goog-upload-status', like: /^active$/i },
  },
  {
    id: 'dropbox',
    about: 'upload sessions of Dropbox, one piece after the other',
    key: 'upload',
    makes: [
      {
        method: /^POST$/,
        path: new RegExp(`${OF_DROPBOX}/start$`),
        ...IN_FIELD,
        fields: { 'dropbox-api-arg': /^\{ *(?:"close": *false)? *\}$/ },
        made: { member: 'session_id' },
        brings: true,
      },
    ],
    pieces: [
      {
        method: /^POST$/,
        path: new RegExp(`${OF_DROPBOX}/append_v2$`),
        ...IN_FIELD,
        // A session that is closed may be made a file of beside others, by a list of sessions.
        fields: { 'dropbox-api-arg': new RegExp(`^\\{ *${CURSOR}(?:, *"close": *(?:false|(?<ends>true)))? *\\}$`) },
      },
      {
        method: /^POST$/,
        path: new RegExp(`${OF_DROPBOX}/finish$`),
        ...IN_FIELD,
        fields: {
          'dropbox-api-arg': new RegExp(
            `^\\{ *${CURSOR}, *(?<ends>${COMMIT}(?:, *"content_hash": *"[0-9a-f]{64}")? *\\}$`,
          ),
        },
      },
    ],
    waits: 'always',
  },
  {
    id: 'graph',
    about: 'upload sessions of Microsoft Graph, OneDrive and SharePoint (`createUploadSession`)',
    key: 'address',
    makes: [{ method: /^POST$/, path: /[/.]createuploadsession(?:\(\))?$/i, made: { member: 'uploadUrl' } }],
    pieces: [RANGE],
    waits: AGAIN,
  },
  {
    id: 's3',
    about: 'multipart uploads of S3 and of what speaks like it',
    key: 'path',
    makes: [{ method: /^POST$/, query: { uploads: /^$/ }, made: { element: 'UploadId' } }],
    part: {
      method: /^PUT$/,
      query: { uploadid: /^(?<upload>.+)$/, partnumber: /^(?<part>[1-9]\d{0,4})$/ },
      without: ['x-amz-copy-source'],
    },
    finish: {
      method: /^POST$/,
      query: { uploadid: /^(?<upload>.+)$/ },
      order: {
        open: /\s*(?:<\?xml[^<>]*\?>\s*)?<CompleteMultipartUpload(?:\s[^<>]*)?>\s*/y,
        item: /<Part>\s*(?:<(?!PartNumber>)\w+>[^<]*<\/\w+>\s*)*<PartNumber>\s*(?<part>[1-9]\d{0,4})\s*<\/PartNumber>\s*(?:<(?!PartNumber>)\w+>[^<]*<\/\w+>\s*)*<\/Part>\s*/y,
        close: /<\/CompleteMultipartUpload>\s*/y,
        ascending: true,
      },
    },
    abort: { method: /^DELETE$/, query: { uploadid: /^(?<upload>.+)$/ } },
    names: [{ query: { uploadid: /^(?<upload>.+)$/ } }],
  },
  {
    id: 'azure',
    about: 'block blobs of Azure Storage',
    key: 'path',
    unmade: true,
    part: {
      method: /^PUT$/,
      query: { comp: /^block$/i, blockid: /^(?<part>[\w+/=-]{1,100})$/ },
      without: ['x-ms-copy-source'],
    },
    finish: {
      method: /^PUT$/,
      query: { comp: /^blocklist$/i },
      order: {
        open: /\s*(?:<\?xml[^<>]*\?>\s*)?<BlockList>\s*/y,
        item: /<(?:Latest|Uncommitted)>(?<part>[\w+/=-]{1,100})<\/(?:Latest|Uncommitted)>\s*/y,
        close: /<\/BlockList>\s*/y,
        ascending: false,
      },
    },
    names: [{ query: { comp: /^(?:block|blocklist)$/i } }],
  },
  {
    id: 'dav-folder',
    about: 'uploads in pieces of Nextcloud and ownCloud: a folder, parts in it, and a move',
    key: 'upload',
    makes: [{ method: /^MKCOL$/, path: new RegExp(`^${FOLDER}/?$`), made: 'itself' }],
    part: { method: /^PUT$/, path: new RegExp(`^${FOLDER}/(?<part>\\d{1,9})$`) },
    finish: { method: /^MOVE$/, path: new RegExp(`^${FOLDER}/\\.file$`), order: 'by number' },
    abort: { method: /^DELETE$/, path: new RegExp(`^${FOLDER}/?$`) },
    names: [{ path: new RegExp(`^${FOLDER}(?:/|$)`) }, { to: new RegExp(`^${FOLDER}(?:/|$)`) }],
  },
];
