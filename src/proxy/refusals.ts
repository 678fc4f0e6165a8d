import { randomBytes } from 'node:crypto';
import type { Identified, Inbound, Judgement, Reply, Routed } from '../model/exchange.ts';
import type { Failure, FailureCode } from '../model/failure.ts';
import { type HeaderList, headerValue } from '../model/headers.ts';
import { type HostMap, serializeOrigin } from '../model/host-map.ts';
import { breaksOff } from './breaks-off.ts';
import { renderBlocked } from './pages/blocked.ts';
import { renderFailure } from './pages/failure.ts';
import { renderInterrupted } from './pages/interrupted.ts';
import { renderPlaceholder } from './pages/placeholder.ts';
import { chooseLanguage } from './pages/texts/choose-language.ts';
import { TEXTS } from './pages/texts/texts.ts';

/** Turns failures and blocks into replies that fit how the thing was asked for. */
export interface Refusals {
  failure(exchange: Inbound | Routed, failure: Failure): Reply;
  blocked(exchange: Identified, judgement: Judgement): Reply;
  /** It waits for a step of the user, which is taken at `next`; nothing was done. */
  interrupted(exchange: Identified, judgement: Judgement, next: string, cookies?: HeaderList): Reply;
}

/** Whether a person will look at the answer: a navigation, or an old client that asks for HTML. */
export function wantsPage(headers: HeaderList): boolean {
  const mode = headerValue(headers, 'sec-fetch-mode');
  if (mode !== undefined) return mode === 'navigate' || mode === 'nested-navigate';
  return (
    /\btext\/html\b/.test(headerValue(headers, 'accept') ?? '') &&
    headerValue(headers, 'x-requested-with') === undefined
  );
}

/** Destinations of what is saved without a window that could show something else; `empty` with a navigation is `a[download]`. */
const UNSEEN: ReadonlySet<string | undefined> = new Set(['empty', 'iframe', 'frame', 'fencedframe']);

/** Whether what comes is saved and never shown: `a[download]` (Chromium navigates, others use no-cors as HTML says), or in a frame. */
export function wantsFile({ method, headers }: Pick<Inbound, 'method' | 'headers'>): boolean {
  const mode = headerValue(headers, 'sec-fetch-mode');
  const dest = headerValue(headers, 'sec-fetch-dest');
  if (mode === 'navigate' || mode === 'nested-navigate') return UNSEEN.has(dest);
  return mode === 'no-cors' && dest === 'empty' && method === 'GET';
}

/** Seconds after which the same may go through (RFC 9110 section 10.2.3). */
const RETRY_AFTER: Readonly<Partial<Record<FailureCode, string>>> = { 'upstream-busy': '5' };

const JSON_HEADERS: HeaderList = [
  ['content-type', 'application/json; charset=utf-8'],
  ['cache-control', 'no-store'],
  ['x-content-type-options', 'nosniff'],
];

function pageReply(status: number, html: (nonce: string) => string, extra: HeaderList = []): Reply {
  const nonce = randomBytes(16).toString('base64url');
  return {
    status,
    headers: [
      ['content-type', 'text/html; charset=utf-8'],
      ['cache-control', 'no-store'],
      ['x-content-type-options', 'nosniff'],
      ['referrer-policy', 'no-referrer'],
      [
        'content-security-policy',
        `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'self'`,
      ],
      ...extra,
    ],
    body: html(nonce),
  };
}

/** What a user can do something about: of what breaks off or is too large, nobody can save another one. */
const UNREAD: ReadonlySet<string | undefined> = new Set(['unsupported', 'encrypted', 'corrupted']);

/** Whether the strictest policy refused a file since nobody could look into it. */
function isUnread({ content, decision }: Judgement): boolean {
  const [strictest] = decision.matches;
  return UNREAD.has(content?.status) && strictest?.reasons.includes('content-unknown') === true;
}

export function createRefusals(hosts: HostMap): Refusals {
  /**
   * A refusal must be readable by the page that asked, or the user sees a puzzling network error. Only pages of the app's
   * own hosts may read it.
   */
  function cors(exchange: Inbound | Routed): HeaderList {
    const origin = headerValue(exchange.headers, 'origin') ?? '';
    const asking = hosts.originOf(origin.replace(/^https:\/\//, ''));
    if (!asking || !('app' in exchange)) return [];
    const key = serializeOrigin(asking);
    if (!exchange.app.hosts.some((host) => serializeOrigin(host.origin) === key)) return [];
    return [
      ['access-control-allow-origin', origin],
      ['access-control-allow-credentials', 'true'],
      ['access-control-expose-headers', 'sallyport-decision, sallyport-activity'],
      ['vary', 'origin'],
    ];
  }

  /** Status 200: of any other a browser saves nothing and says no more than that it failed. */
  function placeholder(exchange: Identified, judged: Judgement, extra: HeaderList, next?: string): Reply {
    const { activity, object, decision } = judged;
    const [strictest] = decision.matches;
    const language = chooseLanguage(exchange.headers);
    const { blocked, placeholder: texts } = TEXTS[language];
    const { headers, body } = renderPlaceholder({
      title: next === undefined ? blocked.download.title : texts.waits,
      language,
      appName: exchange.app.name,
      exchangeId: exchange.id,
      ...(object.name === undefined ? {} : { fileName: object.name }),
      ...(decision.message === undefined ? {} : { message: decision.message.plain }),
      ...(strictest === undefined ? {} : { policyName: strictest.policyName }),
      ...(next === undefined ? { isUnread: isUnread(judged) } : { next }),
    });
    const word = next === undefined ? 'blocked' : decision.action;
    const said: HeaderList = [
      ['sallyport-decision', word],
      ['sallyport-activity', activity],
    ];
    return { status: 200, headers: [...headers, ...said, ...extra], body };
  }

  return {
    failure(exchange, failure) {
      const language = chooseLanguage(exchange.headers);
      const { title, text } = TEXTS[language].failures[failure.code];
      if (breaksOff(exchange, failure))
        return { status: failure.status, headers: [], body: undefined, isBrokenOff: true };
      const seconds = RETRY_AFTER[failure.code];
      const later: HeaderList = seconds === undefined ? [] : [['retry-after', seconds]];
      if (!wantsPage(exchange.headers)) {
        const body = { error: failure.code, title, message: text, exchange: exchange.id };
        return {
          status: failure.status,
          headers: [...JSON_HEADERS, ...cors(exchange), ...later],
          body: `${JSON.stringify(body)}\n`,
        };
      }
      const appName = 'app' in exchange ? exchange.app.name : undefined;
      const html = (nonce: string): string =>
        renderFailure({
          code: failure.code,
          exchangeId: exchange.id,
          nonce,
          language,
          ...(appName ? { appName } : {}),
        });
      return pageReply(failure.status, html, later);
    },
    interrupted(exchange, judged, next, cookies = []) {
      const { activity, object, decision } = judged;
      const { action } = decision;
      const why = action === 'step-up' || action === 'protect' ? action : 'warn';
      const file = object.name;
      // What is missing is a sign-in (RFC 9110 section 11.6.1, RFC 9470 section 3).
      const isSignIn = why === 'step-up';
      const status = isSignIn ? 401 : 403;
      const challenge: HeaderList = isSignIn ? [['www-authenticate', `Sallyport realm="step-up", uri="${next}"`]] : [];
      if (activity === 'download' && wantsFile(exchange)) return placeholder(exchange, judged, cookies, next);
      if (!wantsPage(exchange.headers)) {
        const message = decision.message?.plain ?? '';
        const body = { error: why, activity, message, file: file ?? '', next, exchange: exchange.id };
        const refusal: HeaderList = [
          ['sallyport-decision', why],
          ['sallyport-activity', activity],
        ];
        return {
          status,
          headers: [...JSON_HEADERS, ...refusal, ...challenge, ...cors(exchange), ...cookies],
          body: `${JSON.stringify(body)}\n`,
        };
      }
      const html = (nonce: string): string =>
        renderInterrupted({
          why,
          activity,
          appName: exchange.app.name,
          exchangeId: exchange.id,
          nonce,
          language: chooseLanguage(exchange.headers),
          next,
          sent: exchange.method !== 'GET' && exchange.method !== 'HEAD',
          ...(file === undefined ? {} : { fileName: file }),
          ...(decision.message === undefined ? {} : { message: decision.message }),
        });
      return pageReply(status, html, [...challenge, ...cookies]);
    },
    blocked(exchange, judged) {
      const { activity, object, decision } = judged;
      const [strictest] = decision.matches;
      if (activity === 'download' && wantsFile(exchange)) return placeholder(exchange, judged, []);
      const refusal: HeaderList = [
        ['sallyport-decision', 'blocked'],
        ['sallyport-activity', activity],
      ];
      if (!wantsPage(exchange.headers)) {
        const body = {
          error: 'blocked',
          activity,
          message: decision.message?.plain ?? (isUnread(judged) ? TEXTS[chooseLanguage(exchange.headers)].unread : ''),
          file: object.name ?? '',
          exchange: exchange.id,
        };
        return {
          status: 403,
          headers: [...JSON_HEADERS, ...refusal, ...cors(exchange)],
          body: `${JSON.stringify(body)}\n`,
        };
      }
      return pageReply(
        403,
        (nonce) =>
          renderBlocked({
            activity,
            appName: exchange.app.name,
            exchangeId: exchange.id,
            nonce,
            language: chooseLanguage(exchange.headers),
            isUnread: isUnread(judged),
            ...(object.name === undefined ? {} : { fileName: object.name }),
            ...(decision.message === undefined ? {} : { message: decision.message }),
            ...(strictest === undefined ? {} : { policyName: strictest.policyName }),
          }),
        refusal,
      );
    },
  };
}
