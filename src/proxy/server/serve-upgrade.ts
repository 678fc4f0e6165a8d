import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Reply } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import type { HeaderList } from '../../model/headers.ts';
import { rewriteResponseHeaders } from '../../rewrite/headers/rewrite-response-headers.ts';
import { openCookies } from '../cookies/exchange-cookies.ts';
import type { PipelineParts } from '../pipeline.ts';
import { authenticate } from '../stages/authenticate.ts';
import { type RecordParts, record } from '../stages/record.ts';
import { rewriteRequest } from '../stages/rewrite-request.ts';
import { route } from '../stages/route.ts';
import { guardSocket } from '../websocket/judge-messages.ts';
import { createMessageQuota } from '../websocket/message-quota.ts';
import { refuseUpgrade } from '../websocket/refuse-upgrade.ts';
import { openTunnel } from '../websocket/tunnel.ts';
import { openingOfNow } from '../websocket/user-of-now.ts';
import type { EntryReview } from './entry-review.ts';
import { readInbound } from './inbound.ts';

/** Fields of the opening handshake (RFC 6455 section 4), which are hop-by-hop for every other request. */
const HANDSHAKE: HeaderList = [
  ['connection', 'Upgrade'],
  ['upgrade', 'websocket'],
];

/** A WebSocket takes the same stages as every request and then becomes a tunnel. */
export function createServeUpgrade(
  parts: PipelineParts,
  recording: RecordParts,
  { watch, asOfNow }: Pick<EntryReview, 'watch' | 'asOfNow'>,
): (raw: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const quota = createMessageQuota(recording.now);
  return (raw, socket, head) => {
    socket.on('error', () => socket.destroy());
    serve(raw, socket, head).catch((error: unknown) => {
      const failure = error instanceof Failure ? error : new Failure('internal', String(error), error);
      refuseUpgrade(socket, failure.status, failure.code);
      recording.log.warn({ status: failure.status, code: failure.code, detail: failure.detail }, 'upgrade refused');
    });
  };

  async function serve(raw: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const inbound = { ...readInbound(raw, raw.url ?? '', recording.now()), body: undefined };
    if (raw.headers.upgrade?.toLowerCase() !== 'websocket') return refuseUpgrade(socket, 400, 'bad-request');
    const routed = route(inbound, parts.hosts, parts.apps);
    const authenticated = await authenticate(routed, parts.handoff, parts.tokens);
    if ('reply' in authenticated && authenticated.toProgram) return refuseProgram(socket, authenticated.reply);
    if ('reply' in authenticated || !(authenticated.open || authenticated.session.byToken))
      return refuseUpgrade(socket, 401, 'sign-in-required');
    const identified = await parts.devices.known(authenticated);
    const { app, host, open, session } = identified;
    const entry = parts.gate.guardsEntry(identified)
      ? await parts.gate.pass({ ...identified, method: 'websocket' }, 'access', { url: identified.originUrl })
      : undefined;
    if (entry?.reply) {
      const status = session.byToken ? entry.reply.status : 403;
      record(
        { furthest: identified, reply: { status }, judgements: [entry.judgement], bytes: 0, error: undefined },
        recording,
      );
      return session.byToken ? refuseProgram(socket, entry.reply) : refuseUpgrade(socket, status, 'blocked');
    }
    const cookies = open && openCookies(identified, await parts.jars.jarOf(open, app.id), parts.hosts);
    const view = rewriteRequest({ ...identified, upload: undefined }, parts.hosts, cookies?.header, undefined);
    const ofNow = openingOfNow(identified, asOfNow, recording.now);
    const { judges, isOutdated } = guardSocket(identified, ofNow, parts, quota, recording);
    let unwatch: (() => void) | undefined;
    let forget: (() => void) | undefined;
    const tunnel = openTunnel({
      app,
      host,
      raw,
      socket,
      head,
      ...(judges ? { judge: judges } : {}),
      target: view.target,
      headers: [...view.headers, ...HANDSHAKE],
      answerHeaders: (headers) => {
        cookies?.answered(headers);
        if (open) parts.jars.touched(open, app.id);
        const mapped = rewriteResponseHeaders(headers, {
          hosts: parts.hosts,
          origin: host.origin,
          nonce: '',
          bodyChanges: false,
        });
        return headers.some(([name]) => name === 'sec-websocket-accept') ? [...mapped, ...HANDSHAKE] : mapped;
      },
      onOpen: () => recording.metrics.tunnels.inc({ app: app.id }),
      onClose: (error, opened) => {
        unwatch?.();
        forget?.();
        if (opened) recording.metrics.tunnels.dec({ app: app.id });
        record(
          {
            furthest: identified,
            reply: { status: error instanceof Failure ? error.status : 101 },
            judgements: [],
            bytes: 0,
            error,
          },
          recording,
        );
      },
    });
    unwatch = watch({ ...identified, method: 'websocket' }, tunnel.cut, () => (socket as Socket).bytesRead);
    // Whoever opens it anew has its messages read.
    forget = parts.policies.whenReplaced(() => isOutdated() && tunnel.cut());
  }
}

/** A program can read why, and which token is wanted. */
function refuseProgram(socket: Duplex, { status, headers, body }: Reply): void {
  refuseUpgrade(socket, status, 'refused', headers, typeof body === 'string' ? body : '');
}
