import { Transform } from 'node:stream';
import type { ProtectedApp } from '../../model/app.ts';
import type { HeaderList } from '../../model/headers.ts';
import { serializeOrigin } from '../../model/host-map.ts';
import type { Session } from '../../model/identity.ts';
import { chain } from '../body/chain.ts';
import type { UpstreamClient } from './upstream-client.ts';

/** An exchange with an app as it was on the wire. Of a body, its first bytes and how many there were. */
export interface TappedExchange {
  readonly at: number;
  readonly app: ProtectedApp;
  readonly session: Session;
  readonly method: string;
  readonly origin: string;
  readonly target: string;
  readonly headers: HeaderList;
  readonly sent: TappedBody | undefined;
  readonly status: number;
  readonly responseHeaders: HeaderList;
  readonly answered: TappedBody;
}

export interface TappedBody {
  readonly bytes: Buffer;
  readonly size: number;
}

/** Who listens to what goes to apps and comes back. */
export interface Tap {
  /** Bytes wanted of each body; undefined where nobody listens to this. */
  wants(app: ProtectedApp, session: Session): number | undefined;
  /** Told once the answer has ended as it should. Must not throw. */
  heard(exchange: TappedExchange): void;
}

/** A client whose exchanges a tap may hear. Bodies stream as they did. */
export function tappedUpstream(client: UpstreamClient, tap: Tap, now: () => number): UpstreamClient {
  return {
    ...client,
    async send(app, host, request) {
      const { session } = request;
      const wanted = session && tap.wants(app, session);
      if (session === undefined || wanted === undefined) return client.send(app, host, request);
      const at = now();
      const sent = request.body && collected(wanted);
      const body = request.body && sent ? chain(request.body, [sent.stream]) : undefined;
      const answer = await client.send(app, host, { ...request, body });
      const answered = collected(wanted, () => {
        tap.heard({
          at,
          app,
          session,
          method: request.method,
          origin: serializeOrigin(host.origin),
          target: request.target,
          headers: request.headers,
          sent: sent?.body(),
          status: answer.status,
          responseHeaders: answer.headers,
          answered: answered.body(),
        });
      });
      return {
        status: answer.status,
        headers: answer.headers,
        body: chain(answer.body, [answered.stream]),
        get trailers() {
          return answer.trailers;
        },
      };
    },
  };
}

function collected(wanted: number, ended?: () => void): { readonly stream: Transform; body(): TappedBody } {
  const pieces: Buffer[] = [];
  let [size, held] = [0, 0];
  const stream = new Transform({
    transform(piece: Buffer, _encoding, done) {
      size += piece.length;
      if (held < wanted) {
        pieces.push(piece.subarray(0, wanted - held));
        held += Math.min(piece.length, wanted - held);
      }
      done(null, piece);
    },
    flush(done) {
      ended?.();
      done();
    },
  });
  return { stream, body: () => ({ bytes: Buffer.concat(pieces), size }) };
}
