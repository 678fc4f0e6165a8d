import { COOKIES_FIELD } from '../../model/cookies-field.ts';
import { HANDED_FIELD } from '../../model/handed-answer.ts';
import type { HeaderList } from '../../model/headers.ts';
import { LEFT_OUT_FIELD } from '../../model/left-out-field.ts';
import { rewriteRefresh } from '../url.ts';
import { rewriteAllowlist } from './allowlist.ts';
import { rewriteClearSiteData } from './clear-site-data.ts';
import { rewriteConnections } from './connections.ts';
import { grantsAsker, grantWithCredentials, rewriteAllowOrigin } from './cors.ts';
import { rewriteCsp } from './csp.ts';
import { markEtag } from './etag.ts';
import { withoutHopByHop } from './hop-by-hop.ts';
import { rewriteLink } from './link.ts';
import { rewriteLocation } from './location.ts';
import type { ResponseContext, ResponseTransform } from './response-context.ts';

const drop: ResponseTransform = () => undefined;
const url: ResponseTransform = (value, { hosts }) => hosts.toSuffix(value);
const unlessChanged: ResponseTransform = (value, { bodyChanges }) => (bodyChanges ? undefined : value);
const unlessVariant: ResponseTransform = (value, { variant }) => (variant === undefined ? value : undefined);
/** Origins between commas and blanks. */
const origins: ResponseTransform = (value, { hosts }) => value.replace(/[^\s,]+/g, (origin) => hosts.toSuffix(origin));
/** URLs inside JSON or structured fields; JSON may escape its slashes. */
const URLS = /https?:(?:\\?\/){2}[^\s"'<>,;)]+/gi;
/** What the browser asks for by itself: endpoints by their names (Reporting API 1, sections 3.2 and 5.1), and sets of rules (HTML 7.6.1.2). */
const urlsFor =
  (about: 'report' | 'rules'): ResponseTransform =>
  (value, { hosts, fieldUrl = (url) => url }) =>
    value.replace(URLS, (found) => fieldUrl(hosts.toSuffix(found), about));

/** Response fields that do not pass as they are. A field with no row does. */
const TRANSFORMS: Readonly<Record<string, ResponseTransform>> = {
  location: rewriteLocation,
  'content-location': url,
  'service-worker-allowed': url,
  sourcemap: url,
  'x-sourcemap': url,
  link: (value, { hosts, links }) => rewriteLink(value, (text) => hosts.toSuffix(text), links),
  refresh: (value, context) => rewriteRefresh(value, (text) => rewriteLocation(text, context)),
  'access-control-allow-origin': rewriteAllowOrigin,
  'timing-allow-origin': origins,
  'content-security-policy': rewriteCsp,
  'content-security-policy-report-only': rewriteCsp,
  'permissions-policy': rewriteAllowlist,
  'permissions-policy-report-only': rewriteAllowlist,
  'feature-policy': rewriteAllowlist,
  'connection-allowlist': rewriteConnections,
  'connection-allowlist-report-only': rewriteConnections,
  'report-to': urlsFor('report'),
  'reporting-endpoints': urlsFor('report'),
  nel: (value, { hosts }) => value.replace(URLS, (found) => hosts.toSuffix(found)),
  'speculation-rules': urlsFor('rules'),
  'x-frame-options': (value, { hosts }) =>
    value.replace(/^(\s*allow-from\s+)(\S+)/i, (_whole, word: string, target: string) => word + hosts.toSuffix(target)),
  'clear-site-data': rewriteClearSiteData,
  // RFC 6797 section 6.1: for the host itself alone. The suffix covers other apps and is not the app's to preload.
  'strict-transport-security': (value) => /max-age\s*=\s*(?:"\d+"|\d+)/i.exec(value)?.[0],
  // RFC 7838: another road to the origin would lead round the gateway.
  'alt-svc': drop,
  'onion-location': drop,
  // RFC 7469 and Expect-CT: they pin the app's certificates, and the browser sees the gateway's.
  'public-key-pins': drop,
  'public-key-pins-report-only': drop,
  'expect-ct': drop,
  // The bytes a dictionary is known by are not the bytes the upstream has (RFC 9842).
  'use-as-dictionary': drop,
  // A session bound to a key of the device: its cookies are with the gateway, so the browser would miss and renew them for ever.
  'secure-session-registration': drop,
  'sec-session-registration': drop,
  // What the gateway itself says of a refusal; an app that said it would speak in the gateway's notice.
  'sallyport-decision': drop,
  'sallyport-activity': drop,
  [LEFT_OUT_FIELD]: drop,
  [COOKIES_FIELD]: drop,
  // Says that a body was rewritten, which only the gateway can know (model/handed-answer.ts).
  [HANDED_FIELD]: drop,
  'set-cookie': drop,
  'set-cookie2': drop,
  'content-length': unlessChanged,
  'content-md5': unlessChanged,
  digest: unlessChanged,
  'content-digest': unlessChanged,
  'repr-digest': unlessChanged,
  'accept-ranges': unlessChanged,
  'content-range': unlessChanged,
  etag: (value, { bodyChanges, variant }) => (bodyChanges ? markEtag(value, variant) : value),
  // A date does not tell one variant from another.
  'last-modified': unlessVariant,
  'cache-control': unlessVariant,
  expires: unlessVariant,
  pragma: unlessVariant,
};

/** Headers of an answer, origin -> suffix. Set-Cookie is left out: the jar keeps cookies. */
export function rewriteResponseHeaders(headers: HeaderList, context: ResponseContext): HeaderList {
  const list: [string, string][] = [];
  let granted = false;
  for (const [name, value] of withoutHopByHop(headers)) {
    const transform = Object.hasOwn(TRANSFORMS, name) ? TRANSFORMS[name] : undefined;
    const mapped = transform ? transform(value, context) : value;
    if (mapped !== undefined) list.push([name, mapped]);
    if (name === 'access-control-allow-origin') granted ||= grantsAsker(value, context);
  }
  // Its copy is asked about each time: who uses the browser next may be somebody else.
  if (context.variant !== undefined) list.push(['cache-control', isStored(headers) ? 'private, no-cache' : 'no-store']);
  return granted ? grantWithCredentials(list) : list;
}

function isStored(headers: HeaderList): boolean {
  return !headers.some(([name, value]) => name === 'cache-control' && /no-store/i.test(value));
}
