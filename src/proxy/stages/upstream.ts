import type { Answered, Permitted } from '../../model/exchange.ts';
import type { HeaderList } from '../../model/headers.ts';
import { withOneContentType } from '../../rewrite/headers/one-content-type.ts';
import type { UpstreamClient } from '../upstream/upstream-client.ts';
import type { UpstreamView } from './rewrite-request.ts';

/**
 * Permitted -> Answered. Throws a Failure of the upstream group. The abort signal fires when the browser has gone, so
 * that no upstream works for nobody.
 */
export async function askUpstream(
  exchange: Permitted,
  view: UpstreamView,
  client: UpstreamClient,
  signal: AbortSignal,
  onInformation: (status: number, headers: HeaderList) => void,
): Promise<Answered> {
  const answer = await client.send(exchange.app, exchange.host, {
    method: exchange.method,
    ...view,
    signal,
    onInformation,
    session: exchange.session,
  });
  const trailers = new Promise<HeaderList>((resolve) => {
    answer.body.once('close', () => resolve(Object.entries(answer.trailers)));
  });
  return {
    ...exchange,
    status: answer.status,
    responseHeaders: withOneContentType(answer.headers),
    responseBody: answer.body,
    trailers,
  };
}
