import { type HeaderList, headerValue, headerValues } from '../../model/headers.ts';
import { decoded, pathSpellings } from '../path-spellings.ts';
import type { MadeBy, PartOrder, RequestShape, UploadProtocol } from './upload-protocol.ts';
import { UPLOAD_PROTOCOLS } from './upload-protocols.ts';

/** What a request does with an upload in pieces. */
export type UploadAct =
  | {
      readonly kind: 'make';
      readonly total: number | undefined;
      readonly made: MadeBy;
      readonly brings: boolean;
      readonly isPart: boolean;
    }
  /** `start` is undefined where it brings nothing and only says how long the whole is; `ends`: the whole ends with it. */
  | {
      readonly kind: 'piece';
      readonly start: number | undefined;
      readonly total: number | undefined;
      readonly ends: boolean;
    }
  | { readonly kind: 'part'; readonly part: string }
  | { readonly kind: 'finish'; readonly order: PartOrder; readonly list: readonly string[] }
  | { readonly kind: 'abort' | 'other' };

export interface UploadRequest {
  readonly protocol: UploadProtocol;
  readonly act: UploadAct;
  /** Names the upload among those of an app; undefined where it may be any of the protocol. */
  readonly upload: string | undefined;
}

interface Seen {
  readonly method: string;
  /** Absolute and normal, as the app sees it. */
  readonly url: string;
  readonly headers: HeaderList;
}
const ADDRESS = /^([a-z]+:\/\/[^/?#]*)([^?#]*)(?:\?([^#]*))?/i;

type Told = Record<string, string | undefined>;

const SAFE = /^(?:GET|HEAD|OPTIONS|PROPFIND|REPORT|SEARCH)$/i;

/** What a request does with an upload in pieces; undefined where no protocol of the table says that it does. */
export function uploadRequest(request: Seen): UploadRequest | undefined {
  if (SAFE.test(request.method)) return undefined;
  const view = viewOf(request);
  for (const protocol of UPLOAD_PROTOCOLS) {
    const found = actIn(protocol, view);
    if (found) return { protocol, act: found.act, upload: keyOf(protocol, view, found.told) };
  }
  // What no protocol takes for its own may still reach into one of its uploads.
  for (const protocol of UPLOAD_PROTOCOLS) {
    const told = protocol.names?.map((shape) => fits(shape, view, 'any')).find((each) => each !== undefined);
    if (told) return { protocol, act: { kind: 'other' }, upload: keyOf(protocol, view, told) };
  }
  return undefined;
}

interface View extends Seen {
  readonly origin: string;
  readonly paths: readonly string[];
  /** Whether all ways to read the path come to the same. */
  readonly isPlain: boolean;
  readonly query: readonly (readonly [name: string, value: string])[];
}

function viewOf(request: Seen): View {
  const [, origin = '', pathname = '/', search = ''] = ADDRESS.exec(request.url) ?? [];
  const spellings = pathSpellings(pathname);
  const query = search.split('&').map((pair): [string, string] => {
    const [name = '', ...value] = pair.split('=');
    return [decoded(name).toLowerCase(), decoded(value.join('='))];
  });
  return {
    ...request,
    origin,
    paths: spellings,
    isPlain: spellings.every((each) => each === spellings[0] || each === pathname),
    query,
  };
}

function actIn(protocol: UploadProtocol, view: View): { act: UploadAct; told: Told } | undefined {
  const { makes = [], pieces = [], part, finish, abort } = protocol;
  // The address of an upload may look like the one that makes them.
  for (const shape of pieces) {
    const told = fits(shape, view, 'once');
    const act = told && pieceOf(told);
    if (act) return { act, told };
  }
  for (const shape of makes) {
    const told = fits(shape, view, 'once');
    if (told)
      return {
        act: {
          kind: 'make',
          total: numberIn(told['total']),
          made: shape.made,
          brings: shape.brings ?? false,
          isPart: shape.isPart ?? false,
        },
        told,
      };
  }
  const named = part && fits(part, view, 'once');
  // A part without a name is what its protocol takes for none: it reaches into the upload all the same.
  if (named?.['part'] !== undefined) return { act: { kind: 'part', part: named['part'] }, told: named };
  const finished = finish && fits(finish, view, 'once');
  if (finished)
    return { act: { kind: 'finish', order: finish.order, list: finished['list']?.split(/ +/) ?? [] }, told: finished };
  const aborted = abort && fits(abort, view, 'once');
  return aborted && { act: { kind: 'abort' }, told: aborted };
}

/** Undefined where its place cannot be (RFC 9110 section 14.4). */
function pieceOf(told: Told): UploadAct | undefined {
  const [start, last, total] = [told['start'], told['last'], told['total']].map(numberIn);
  if (last !== undefined && (start! > last || last >= (total ?? Number.POSITIVE_INFINITY))) return undefined;
  return { kind: 'piece', start, total, ends: told['ends'] !== undefined };
}

const numberIn = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

/** What a request of that shape tells. `once`: without any doubt; `any`: somebody may read it so. */
function fits(shape: RequestShape, view: View, how: 'once' | 'any'): Told | undefined {
  const told: Told = {};
  const reads = (expression: RegExp, values: readonly string[]): boolean => {
    if (how === 'once' && values.length !== 1) return false;
    const found = [...new Set(values)].map((value) => expression.exec(value)).filter((match) => match !== null);
    if (found.length === 1) Object.assign(told, found[0]!.groups);
    return found.length > 0;
  };
  const { method, path, to, query = {}, fields = {}, without = [], withoutParameters = [] } = shape;
  // Some servers read `put` as PUT.
  if (method && !method.test(view.method.toUpperCase())) return undefined;
  if (without.some((name) => headerValue(view.headers, name) !== undefined)) return undefined;
  if (view.query.some(([name]) => withoutParameters.includes(name))) return undefined;
  const among = (pairs: readonly (readonly [string, string])[], wanted: Readonly<Record<string, RegExp>>): boolean =>
    Object.entries(wanted).every(([name, expression]) =>
      reads(
        expression,
        pairs.flatMap(([each, value]) => (each === name ? [value] : [])),
      ),
    );
  if (!among(view.query, query)) return undefined;
  if (
    !among(
      view.headers.map(([name, value]) => [name, value.trim()] as const),
      fields,
    )
  )
    return undefined;
  if (path) {
    if (how === 'once' && !view.isPlain) return undefined;
    if (!reads(path, how === 'once' ? view.paths.slice(0, 1) : view.paths)) return undefined;
  }
  if (to && !reads(to, headerValues(view.headers, 'destination').flatMap(pathsTo))) return undefined;
  return told;
}

/** The path of an address, or of a path (RFC 4918 section 10.3). */
function pathsTo(destination: string): readonly string[] {
  return pathSpellings(destination.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/s, ''));
}

function keyOf({ id, key }: UploadProtocol, { url, origin, paths, isPlain }: View, told: Told): string | undefined {
  const { upload } = told;
  if (key === 'address') return keyOfAddress(url);
  if (key === 'upload') return upload && `${id} ${origin} ${upload}`;
  return isPlain ? `${id} ${origin} ${paths[0]} ${upload ?? ''}` : undefined;
}

/** Names an upload by its address, which is absolute and normal. */
export const keyOfAddress = (url: string): string => `at ${url}`;

/** Where the answer that makes an upload must be read for its name. */
export function madeInBody({ made }: Extract<UploadAct, { kind: 'make' }>): boolean {
  return made !== 'itself' && !('field' in made);
}

/** The name of the upload that an answer has made, or the address that is one; `body` where that is where it stands. */
export function madeUpload(
  request: Seen,
  { protocol, act, upload }: UploadRequest,
  headers: HeaderList,
  body: string,
): { readonly address: string } | { readonly key: string } | undefined {
  if (act.kind !== 'make') return undefined;
  const { made } = act;
  if (made === 'itself') return upload === undefined ? undefined : { key: upload };
  const name =
    'field' in made
      ? headerValues(headers, made.field).find((value) => made.like?.test(value) ?? true)
      : 'member' in made
        ? memberOf(body, made.member)
        : elementOf(body, made.element);
  if (name === undefined) return undefined;
  if (protocol.key === 'address') return { address: name };
  const key = keyOf(protocol, viewOf(request), { upload: name });
  return key === undefined ? undefined : { key };
}

function memberOf(body: string, member: string): string | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    // An app that answers something else has made nothing that is known.
    return undefined;
  }
  const inner = typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : {};
  const value = inner[member];
  return typeof value === 'string' ? value : undefined;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function elementOf(body: string, element: string): string | undefined {
  const text = new RegExp(`<${element}>([^<>]{1,2048})</${element}>`).exec(body)?.[1];
  return text?.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name]!);
}

/** The names of the parts that make the whole, in their order; undefined where a list can be read in more than one way. */
export function partsInOrder(order: PartOrder, list: string, known: readonly string[]): readonly string[] | undefined {
  if (order === 'by number') {
    const numbers = known.toSorted((a, b) => Number(a) - Number(b));
    const first = Number(numbers[0]);
    return first <= 1 && numbers.every((part, at) => Number(part) === first + at) ? numbers : undefined;
  }
  if (order === 'by address') return undefined;
  const { open, item, close, ascending } = order;
  let at = 0;
  const next = (expression: RegExp): RegExpExecArray | undefined => {
    expression.lastIndex = at;
    const match = expression.exec(list) ?? undefined;
    if (match) at = expression.lastIndex;
    return match;
  };
  if (!next(open)) return undefined;
  const parts: string[] = [];
  for (let match = next(item); match; match = next(item)) parts.push(match.groups!['part']!);
  if (!next(close) || at !== list.length) return undefined;
  const rises = parts.every((part, index) => index === 0 || Number(part) > Number(parts[index - 1]));
  return !ascending || rises ? parts : undefined;
}
