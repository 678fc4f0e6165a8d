/** Writes docs/errors.md from the failure codes: `node docs/write-errors.ts`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FAILURES, type FailureCode } from '../src/model/failure.ts';

/** What an operator looks at. Markdown. */
const ADVICE: Readonly<Record<FailureCode, string>> = {
  'unknown-host':
    'The host is in no `apps[].hosts`. Add it if an app needs it; a typing error or a scan otherwise. The host is in `host` of the log line.',
  'bad-request':
    'A client that does not speak HTTP properly, or a probe. `detail` says what was wrong. Nothing was sent to an app.',
  'headers-too-large':
    'Usually cookies heaped up by an app. `gateway.limits.headerBytes` is the bound; raise it if an app needs more.',
  'sign-in-required': 'Ordinary: a session ended while a script was asking. The page leads to sign-in again.',
  'sign-in-failed':
    'The answer of the identity provider did not hold: `detail` says which check. Compare client id, secret, issuer and clock. Many from one address: somebody tries forged answers.',
  'sign-in-denied':
    'The provider answered `access_denied`: the person refused, or a rule there forbids them, or everybody, this application. `detail` has what it said. The gateway must be an application that people may use there.',
  'sign-in-expired':
    'A sign-in page left open too long, a bookmark of it, or a code used twice. Starting at the app helps.',
  'groups-missing':
    'The token has a pointer in place of the groups, since there are too many. Let the provider send only groups assigned to the application, a filter of them, or name in `providers[].groups` where they are; see [Sign-in with OpenID Connect](identity/oidc.md#microsoft-entra-id).',
  'step-up-failed':
    'The provider’s token has none of the `strengths` of the policy’s `stepUp`, or no `auth_time` that is recent enough. `detail` says what was asked for; compare what the provider puts into `acr`, `acrs` and `auth_time`.',
  'confirmation-expired': 'Ordinary: a warning answered twice or left open. Many of one user: a link to it was passed around, which is of no use.',
  'device-check-failed':
    'A page of the device host left open too long or opened twice, or a link that belongs to another browser. Opening the app again begins anew. `detail` says which; many of them are somebody trying.',
  'misdirected-request':
    'The browser used a connection of one host for another, or a balancer in front ends TLS and its address is not in `devices.certificates.forwarded.from`. Browsers try again on a connection of their own.',
  'provider-unavailable':
    'The gateway cannot reach the issuer, or its certificate is not trusted. Try its discovery document from the gateway’s machine; see `providers[].ca` and `providers[].connect`.',
  'forbidden-origin':
    'A page of another host asked for one of the gateway’s own routes. If it was not a mistake in an app, it was an attack.',
  'upstream-unreachable':
    'Name resolution or the connection failed; `detail` has the system’s error. Check `apps[].hosts[].connect` and the network.',
  'upstream-refused-address':
    'The app’s name leads to a loopback, private or link-local address. If that is right, set `apps[].allowPrivate: true`.',
  'upstream-certificate':
    'Expired, for another name, or signed by an authority nobody told us of. Add its PEM file to `apps[].ca`; there is no switch that turns the check off.',
  'upstream-protocol':
    'The app answered something that is not HTTP, or lied about its length, or broke off. `detail` says which.',
  'upstream-timeout': 'See `apps[].timeouts`: `connect`, `headers` and `body` have bounds of their own.',
  'upstream-busy':
    'All `gateway.limits.connectionsPerHost` connections to the host are taken, half of them by one session perhaps, and no place became free in `apps[].timeouts.headers`; or four times as many requests wait already. Streams (server-sent events, long polls) keep one each. The answer has `Retry-After`. See [operators.md](operators.md#connections-to-apps).',
  internal: 'A fault of the gateway. The log line has the error; please report it. The exchange was refused.',
};

/** The whole page. */
export function errorsPage(): string {
  const codes = Object.keys(FAILURES) as FailureCode[];
  const sections = codes.map((code) => {
    const { status, title, text } = FAILURES[code];
    return `## ${code}\n\nStatus ${status}. The user reads: **${title}.** ${text}\n\n${ADVICE[code]}\n`;
  });
  return [
    '# Failure codes\n',
    'When the gateway cannot finish an exchange, it answers with one of these codes. The user sees the title, the text and the id of\nthe exchange; a script gets the same as JSON, and a broken connection where the app itself has not answered. The operational log has a line with that id in `exchange`, the code in `outcome` and the particulars in\n`detail`, which the user never sees.\n',
    'This page is written by `node docs/write-errors.ts`.\n',
    ...sections,
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(import.meta.dirname, 'errors.md'), errorsPage());
}
