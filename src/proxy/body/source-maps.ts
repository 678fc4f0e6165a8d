import type { Screened } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import { serializeOrigin } from '../../model/host-map.ts';
import type { Splice } from '../../model/rewriter.ts';
import { type ColumnShifts, columnShifts } from '../../rewrite/source-map/column-shifts.ts';
import { mapComment } from '../../rewrite/source-map/map-comment.ts';
import { shiftSourceMap } from '../../rewrite/source-map/shift-source-map.ts';

/** Source maps that are asked for after the file they describe was rewritten. */
export interface SourceMaps {
  /** Keeps in mind what a file's map must be moved by. `named` is the URL in the file's own comment. */
  rewritten(exchange: Screened, shifts: ColumnShifts, named: string | undefined): void;
  shiftsFor(exchange: Screened): ColumnShifts | undefined;
}

/** Bytes of shifts kept in mind. */
const LIMIT = 16 * 1024 * 1024;
/** What an entry costs beside its shifts. */
const ENTRY = 500;

/**
 * Nothing is composed before developer tools ask. A file says which URL is its map's, so what it says counts for the same
 * session and the hosts of the same app only, and for requests that are no element's.
 */
export function createSourceMaps(): SourceMaps {
  const held = new Map<string, ColumnShifts>();
  let size = 0;
  const keyOf = ({ session }: Screened, url: string): string => `${session.id} ${url}`;
  const sizeOf = (shifts: ColumnShifts): number => shifts.byteLength + ENTRY;

  function forget(key: string): void {
    const shifts = held.get(key);
    if (!shifts) return;
    held.delete(key);
    size -= sizeOf(shifts);
  }

  return {
    rewritten(exchange, shifts, named) {
      const { responseHeaders } = exchange;
      const told = headerValue(responseHeaders, 'sourcemap') ?? headerValue(responseHeaders, 'x-sourcemap');
      for (const url of [named, told]) {
        const map = url === undefined ? undefined : ofSameApp(url, exchange);
        if (map === undefined) continue;
        const key = keyOf(exchange, map);
        forget(key);
        held.set(key, shifts);
        size += sizeOf(shifts);
      }
      for (const oldest of held.keys()) {
        if (size <= LIMIT) break;
        forget(oldest);
      }
    },
    shiftsFor(exchange) {
      const destination = headerValue(exchange.headers, 'sec-fetch-dest') ?? 'empty';
      return destination === 'empty' ? held.get(keyOf(exchange, exchange.originUrl)) : undefined;
    },
  };
}

function ofSameApp(text: string, { app, originUrl }: Screened): string | undefined {
  const url = URL.parse(text, originUrl);
  if (!url || !app.hosts.some(({ origin }) => serializeOrigin(origin) === url.origin)) return undefined;
  url.hash = '';
  return url.href;
}

const INLINE = /^data:application\/json(?:;charset=[\w-]+)?;base64,/i;

/** The splices of a file, and one more where the file holds its own map. */
export function withInlineMap(text: string, splices: readonly Splice[]): readonly Splice[] {
  const comment = splices.length > 0 ? mapComment(text) : undefined;
  const head = comment && INLINE.exec(comment.url)?.[0];
  if (!comment || head === undefined) return splices;
  const json = Buffer.from(comment.url.slice(head.length), 'base64').toString('utf8');
  const moved = shiftSourceMap(json, columnShifts(text, splices));
  if (moved === json) return splices;
  const start = comment.start + head.length;
  const end = comment.start + comment.url.length;
  return [...splices, { start, end, text: Buffer.from(moved).toString('base64') }];
}
