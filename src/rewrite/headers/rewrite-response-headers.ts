import type { HeaderList } from '../../model/headers.ts';
import { rewriteRefresh } from '../url.ts';
import { rewriteClearSiteData } from './clear-site-data.ts';
import { narrowsWildcard, rewriteAllowOrigin } from './cors.ts';
import { rewriteCsp } from './csp.ts';
import { markEtag } from './etag.ts';
import { withoutHopByHop } from './hop-by-hop.ts';
import { rewriteLink } from './link.ts';
import type { ResponseContext, ResponseTransform } from './response-context.ts';

const drop: ResponseTransform = () => undefined;
const url: ResponseTransform = (value, { hosts }) => hosts.toSuffix(value);
const unlessChanged: ResponseTransform = (value, { bodyChanges }) => (bodyChanges ? undefined : value);
const urlsInText: ResponseTransform = (value, { hosts }) => value.replace(/https?:\/\/[^\s"'<>,;)\\]+/gi, (found) => hosts.toSuffix(found));

/** Response fields that do not pass as they are. A field with no row does. */
const TRANSFORMS: Readonly<Record<string, ResponseTransform>> = {
  location: url,
  'content-location': url,
  link: (value, { hosts }) => rewriteLink(value, (text) => hosts.toSuffix(text)),
  refresh: (value, { hosts }) => rewriteRefresh(value, (text) => hosts.toSuffix(text)),
  sourcemap: url,
  'x-sourcemap': url,
  'access-control-allow-origin': rewriteAllowOrigin,
  'timing-allow-origin': (value, { hosts }) => value.split(',').map((origin) => hosts.toSuffix(origin.trim())).join(', '),
  'content-security-policy': rewriteCsp,
  'content-security-policy-report-only': rewriteCsp,
  'report-to': urlsInText,
  'reporting-endpoints': urlsInText,
  'permissions-policy': urlsInText,
  'feature-policy': urlsInText,
  'x-frame-options': (value, { hosts }) => value.replace(/^(\s*allow-from\s+)(\S+)/i, (_whole, word: string, target: string) => word + hosts.toSuffix(target)),
  'clear-site-data': rewriteClearSiteData,
  // RFC 6797: kept to the host itself. A suffix covers other apps, so neither subdomains nor a preload list.
  'strict-transport-security': (value) => /max-age\s*=\s*"?\d+"?/i.exec(value)?.[0],
  // RFC 7838: another route to the origin would lead round the gateway.
  'alt-svc': drop,
  'set-cookie': drop,
  'content-length': unlessChanged,
  'content-md5': unlessChanged,
  digest: unlessChanged,
  'content-digest': unlessChanged,
  'repr-digest': unlessChanged,
  'accept-ranges': unlessChanged,
  etag: (value, { bodyChanges }) => (bodyChanges ? markEtag(value) : value),
};

/** Headers of an answer, origin -> suffix. Set-Cookie is left out: the jar keeps cookies. */
export function rewriteResponseHeaders(headers: HeaderList, context: ResponseContext): HeaderList {
  const list: [string, string][] = [];
  let allowsCredentials = false;
  let narrowed = false;
  for (const [name, value] of withoutHopByHop(headers)) {
    const transform = Object.hasOwn(TRANSFORMS, name) ? TRANSFORMS[name] : undefined;
    const mapped = transform ? transform(value, context) : value;
    if (mapped !== undefined) list.push([name, mapped]);
    if (name === 'access-control-allow-credentials') allowsCredentials = true;
    if (name === 'access-control-allow-origin') narrowed = narrowsWildcard(value, context);
  }
  if (narrowed && !allowsCredentials) list.push(['access-control-allow-credentials', 'true']);
  if (narrowed) list.push(['vary', 'origin']);
  return list;
}

