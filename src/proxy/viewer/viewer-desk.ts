import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { createBrowserSessions } from '../../identity/browser-sessions.ts';
import { HANDOFF_PATH, splitTarget } from '../../identity/handoff-paths.ts';
import { NO_STORE, redirect } from '../../identity/handoff-reply.ts';
import { refuseOtherOrigins } from '../../identity/own-form.ts';
import type { RecordStore } from '../../identity/record-store.ts';
import { decodeToken, encodeToken, newToken, rowKey, seal, unseal } from '../../identity/seal.ts';
import type { OpenSession, SessionStore } from '../../identity/session-store.ts';
import type { Identified, Inbound, Reply, Screened } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import { headerValue } from '../../model/headers.ts';
import { VIEW_FIELD } from '../../model/viewer-setup.ts';
import { mark, TO_SAVE } from '../../rewrite/mark.ts';
import type { KeptBodies } from '../content/kept-bodies.ts';
import { chooseLanguage } from '../pages/texts/choose-language.ts';
import { renderViewer } from '../pages/viewer.ts';
import { openViewerFiles, type ViewerFiles } from './viewer-files.ts';

/**
 * The gateway's own viewer. It is on the sign-in host, where no app's script reaches a page; the bytes of a document come to it once, to the
 * session that asked for it, and only where script of that very host fetches them.
 */
export interface ViewerDesk {
  /** Keeps a document and gives the reply that leads to it; undefined where it is too large or there is no room, unless it may be saved. */
  lead(
    exchange: Identified,
    open: OpenSession,
    body: Readable,
    name: string | undefined,
    may: ViewerMay,
  ): Promise<Reply | undefined>;
  /** What is told of a page whose frames may come to show the viewer. */
  mayFrame(exchange: Screened): Screened;
  /** The viewer's own routes, on the sign-in host; undefined for every other request. */
  handle(inbound: Inbound): Promise<Reply | undefined>;
}

/** What users may do with a document beside looking at it. */
export interface ViewerMay {
  readonly copy: boolean;
  readonly print: boolean;
  readonly save: boolean;
}

export interface ViewerDeskParts {
  /** Authority of the sign-in host. */
  readonly signInAuthority: string;
  readonly records: RecordStore;
  readonly sessions: SessionStore;
  readonly kept: KeptBodies;
  /** Address of the viewer's script under the gateway path. */
  readonly script: string;
  /** `https://*.SUFFIX`: whose pages may hold the viewer in a frame. */
  readonly framers: string;
  /** Bytes of the largest document that is shown. */
  readonly largest: number;
  /** Whether any policy leads to the viewer. */
  readonly isUsed: () => boolean;
  readonly now: () => number;
}

/** What was asked for. Sealed under the token in the page's address. */
interface Asked {
  readonly sessionId: string;
  /** None where it is too large to be shown. */
  readonly keptId?: string;
  readonly appName: string;
  readonly fileName?: string;
  readonly may: ViewerMay;
  /** Where it is asked for once more; none for what a form brought. */
  readonly next: string | undefined;
  readonly back: string;
  readonly exchangeId: string;
}

/** Milliseconds in which the page can be opened again. */
const LIFE = 10 * 60_000;
const TABLE = 'view';
const PATH = `${HANDOFF_PATH}view`;
const BYTES_PATH = `${HANDOFF_PATH}view-bytes`;

export function createViewerDesk(parts: ViewerDeskParts): ViewerDesk {
  const { signInAuthority, records, kept, framers, largest, now } = parts;
  const browser = createBrowserSessions(parts.sessions);
  const origin = `https://${signInAuthority}`;
  let opened: ViewerFiles | undefined;
  const files = (): ViewerFiles => {
    opened ??= openViewerFiles();
    return opened;
  };
  const workerPolicy = `default-src 'none'; script-src ${origin}${PATH}/ 'wasm-unsafe-eval'; connect-src ${origin}${PATH}/`;

  /** What the id stands for, where the session that asked holds it. */
  async function askedBy(inbound: Inbound, id: string): Promise<Asked> {
    const token = decodeToken(id);
    const held = token && (await records.get(TABLE, rowKey(token.id)));
    const plain = token && held && unseal(held.value, token.key, TABLE);
    const asked = plain && (JSON.parse(plain.toString()) as Asked);
    const open = asked && (await browser.login(inbound, asked.sessionId));
    // A link to the page is of no use to anybody else.
    if (!asked || !open)
      throw new Failure('confirmation-expired', asked ? 'opened in another session' : 'no such document');
    return asked;
  }

  function shown(inbound: Inbound, id: string, asked: Asked): Reply {
    const mode = headerValue(inbound.headers, 'sec-fetch-mode');
    if (mode !== undefined && mode !== 'navigate') throw new Failure('forbidden-origin', `the viewer by ${mode}`);
    const { appName, fileName, back, exchangeId, keptId, may, next } = asked;
    if (keptId !== undefined && !kept.has(keptId) && next !== undefined) return redirect(next, [], 303);
    const nonce = randomBytes(16).toString('base64url');
    const folder = `${PATH}/${files().version}/`;
    const policy = [
      "default-src 'none'",
      `script-src ${origin}${parts.script.split('?', 1)[0]} ${origin}${PATH}/`,
      `worker-src ${origin}${PATH}/`,
      `connect-src ${origin}${BYTES_PATH} ${origin}${PATH}/`,
      `style-src 'nonce-${nonce}'`,
      // What is printed is drawn once, as pictures.
      ...(may.print ? ['img-src blob:'] : []),
      "base-uri 'none'",
      "form-action 'none'",
      `frame-ancestors ${framers}`,
    ].join('; ');
    return {
      status: 200,
      headers: [
        ['content-type', 'text/html; charset=utf-8'],
        ['content-security-policy', policy],
        // An isolated page of an app may hold it in a frame.
        ['cross-origin-embedder-policy', 'require-corp'],
        ['cross-origin-resource-policy', 'same-site'],
        ...NO_STORE.filter(([name]) => name !== 'referrer-policy'),
        // Under no-referrer browsers send `Origin: null` with a POST (Fetch, section 3.2).
        ['referrer-policy', 'same-origin'],
      ],
      body: renderViewer({
        nonce,
        language: chooseLanguage(inbound.headers),
        appName,
        back,
        exchangeId,
        script: parts.script,
        setup: {
          bytes: BYTES_PATH,
          id,
          files: folder,
          mayCopy: may.copy,
          mayPrint: may.print,
          isTooLarge: keptId === undefined,
        },
        ...(may.save && next !== undefined ? { save: mark(next, TO_SAVE) } : {}),
        ...(fileName === undefined ? {} : { fileName }),
      }),
    };
  }

  async function given(inbound: Inbound): Promise<Reply> {
    if (inbound.method !== 'POST') throw new Failure('bad-request', `${inbound.method} on ${BYTES_PATH}`);
    refuseOtherOrigins(inbound);
    const mode = headerValue(inbound.headers, 'sec-fetch-mode');
    const destination = headerValue(inbound.headers, 'sec-fetch-dest');
    if ((mode !== undefined && !/^(cors|same-origin)$/.test(mode)) || (destination ?? 'empty') !== 'empty')
      throw new Failure('forbidden-origin', `a document's bytes by ${mode} for ${destination}`);
    const asked = await askedBy(inbound, headerValue(inbound.headers, VIEW_FIELD) ?? '');
    const body = asked.keptId === undefined ? undefined : kept.take(asked.keptId, asked.sessionId);
    if (body === undefined) throw new Failure('confirmation-expired', 'shown already');
    return {
      status: 200,
      headers: [
        ['content-type', 'application/octet-stream'],
        ['cross-origin-resource-policy', 'same-origin'],
        ['content-security-policy', "sandbox; default-src 'none'"],
        ...NO_STORE,
      ],
      body,
    };
  }

  return {
    mayFrame: (exchange) => (parts.isUsed() ? { ...exchange, viewer: origin + HANDOFF_PATH } : exchange),
    async lead(exchange, { session }, body, fileName, may) {
      const keptId = await kept.keep(session.id, body, largest);
      const isRead = exchange.method === 'GET';
      if (keptId === undefined && !(may.save && isRead)) return undefined;
      const token = newToken();
      const home = `https://${exchange.authority}`;
      const asked: Asked = {
        sessionId: session.id,
        appName: exchange.app.name,
        may,
        next: isRead ? home + exchange.target : undefined,
        back: `${home}/`,
        exchangeId: exchange.id,
        ...(keptId === undefined ? {} : { keptId }),
        ...(fileName === undefined ? {} : { fileName }),
      };
      const value = seal(Buffer.from(JSON.stringify(asked)), token.key, TABLE);
      await records.put(TABLE, rowKey(token.id), { value, expiresAt: now() + LIFE });
      return redirect(`${origin}${PATH}?id=${encodeToken(token)}`, [], 303);
    },
    async handle(inbound) {
      const { pathname, query } = splitTarget(inbound.target);
      if (inbound.authority !== signInAuthority) return undefined;
      if (pathname === BYTES_PATH) return given(inbound);
      const isRead = inbound.method === 'GET' || inbound.method === 'HEAD';
      if (pathname === PATH) {
        if (!isRead) throw new Failure('bad-request', `${inbound.method} on ${pathname}`);
        const id = query.get('id') ?? '';
        return shown(inbound, id, await askedBy(inbound, id));
      }
      if (!isRead || !pathname.startsWith(`${PATH}/`)) return undefined;
      const folder = `${PATH}/${files().version}/`;
      return pathname.startsWith(folder)
        ? files().serve(pathname.slice(folder.length), inbound, workerPolicy)
        : undefined;
    },
  };
}
