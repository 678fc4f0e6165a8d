import { decoded } from '../path-spellings.ts';

/** How an upload script says in the fields of a form which piece of which file comes with it. */
export interface FormProtocol {
  readonly id: string;
  readonly about: string;
  /** Fields with the name of the upload, the number of the piece, and how many pieces there are. */
  readonly upload: string;
  readonly part: string;
  readonly count: string;
  /** Number of the first piece. */
  readonly first: number;
}

export const FORM_PROTOCOLS: readonly FormProtocol[] = [
  {
    id: 'dropzone',
    about: 'Dropzone',
    upload: 'dzuuid',
    part: 'dzchunkindex',
    count: 'dztotalchunkcount',
    first: 0,
  },
  {
    id: 'resumable',
    about: 'Resumable.js',
    upload: 'resumableIdentifier',
    part: 'resumableChunkNumber',
    count: 'resumableTotalChunks',
    first: 1,
  },
  {
    id: 'flow',
    about: 'Flow.js',
    upload: 'flowIdentifier',
    part: 'flowChunkNumber',
    count: 'flowTotalChunks',
    first: 1,
  },
  {
    id: 'fine-uploader',
    about: 'Fine Uploader',
    upload: 'qquuid',
    part: 'qqpartindex',
    count: 'qqtotalparts',
    first: 0,
  },
];

export interface FormPart {
  /** Names the upload among those of an app. */
  readonly upload: string;
  /** From 0 on, below `count`. */
  readonly part: number;
  readonly count: number;
}

const NUMBER = /^(?:0|[1-9]\d{0,4})$/;
const WORDS: ReadonlySet<string> = new Set(FORM_PROTOCOLS.flatMap(({ upload, part, count }) => [upload, part, count]));
const LOWER: ReadonlySet<string> = new Set([...WORDS].map((word) => word.toLowerCase()));

/** Whether an address has one of those fields as well: which of them its app goes by, nobody knows. */
export function saysPart(url: string): boolean {
  const names = url.split(/[?&;]/).slice(1);
  return names.some((pair) => LOWER.has(decoded(pair.split('=', 1)[0]!).toLowerCase()));
}

/** Which piece of what a form brings; undefined where its fields do not say so without doubt, or bring a whole file. */
export function formPart(fields: readonly (readonly [name: string, value: string])[]): FormPart | undefined {
  const said = fields.filter(([name]) => LOWER.has(name.toLowerCase()));
  const told = new Map(said);
  const protocol = FORM_PROTOCOLS.find(({ upload }) => told.has(upload));
  if (protocol === undefined || said.length !== 3 || told.size !== 3) return undefined;
  const [upload = '', part = '', count = ''] = [protocol.upload, protocol.part, protocol.count].map((name) =>
    told.get(name),
  );
  if (upload === '' || upload.length > 1024 || !NUMBER.test(part) || !NUMBER.test(count)) return undefined;
  const index = Number(part) - protocol.first;
  if (index < 0 || index >= Number(count) || Number(count) < 2) return undefined;
  return { upload: `${protocol.id} ${upload}`, part: index, count: Number(count) };
}
