import { type Broker, SIGN_IN_NAMES } from '../../identity/broker/broker.ts';
import type { Handoff } from '../../identity/handoff.ts';
import type { Inbound, Reply } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import { QUESTION_ROUTE } from '../../model/page-setup.ts';
import { isOpaque } from '../../rewrite/grant-url.ts';
import { ESCAPE_ROUTE } from '../../rewrite/headers/confinement.ts';
import { DIGESTS_ROUTE } from '../../rewrite/html/integrity.ts';
import { isOfLink } from '../../rewrite/mark.ts';
import type { JarShelf } from '../cookies/jar-shelf.ts';
import type { WithSession } from '../stages/authenticate.ts';
import type { EscapeReports } from './escape-reports.ts';
import type { PageQuestions } from './page-questions.ts';
import type { PageReports } from './page-reports.ts';
import type { RuntimeFiles } from './runtime-files.ts';
import { takeScriptCookies } from './script-cookies.ts';

/** Where the gateway's own routes live on every host (RFC 8615). */
export const GATEWAY_PATH = '/.well-known/sallyport/';

/** The gateway's own routes, asked before anything is routed to an app. */
export interface GatewayRoutes {
  /** Routes that need no session: the page runtime and everything of the handoff. */
  beforeSession(inbound: Inbound): Promise<Reply | undefined>;
  /** Routes that need one. A gateway path nobody serves is answered here and never reaches an app. */
  withSession(exchange: WithSession): Promise<Reply | undefined>;
  /** Sign-ins to apps: what an app trusts opens it, so only whoever may enter gets it. */
  permitted(exchange: WithSession): Promise<Reply | undefined>;
}

const NONE: Reply = {
  status: 404,
  headers: [['content-type', 'text/plain; charset=utf-8']],
  body: 'no such gateway route\n',
};

/** A page in a window of its own comes by its user's cookie, also where a document in a sandbox has opened it: no grant stays in its URL. */
const needsNoGrant = ({ method, mark, headers }: Inbound): boolean =>
  method === 'GET' && isOpaque(mark) && headerValue(headers, 'sec-fetch-dest') === 'document';

/** A link to `http` on a host with `https` alone leads there (rewrite/secured-url.ts); on the same host, whatever its path looks like. */
const ledOn = ({ authority, target }: Inbound): Reply => ({
  status: 307,
  headers: [
    ['location', `https://${authority}${target}`],
    ['cache-control', 'no-store'],
  ],
  body: undefined,
});

export function createGatewayRoutes(
  handoff: Handoff,
  files: RuntimeFiles,
  reports: PageReports,
  questions: PageQuestions,
  escapes: EscapeReports,
  jars: JarShelf,
  broker: Broker,
): GatewayRoutes {
  const nameOf = (target: string): string | undefined =>
    target.startsWith(GATEWAY_PATH) ? target.slice(GATEWAY_PATH.length).split('?', 1)[0] : undefined;
  return {
    async beforeSession(inbound) {
      if (isOfLink(inbound.mark) || needsNoGrant(inbound)) return ledOn(inbound);
      const name = nameOf(inbound.target);
      if (name !== undefined) {
        const file = files.serve(name, inbound);
        if (file) return file;
      }
      return handoff.handle(inbound);
    },
    async withSession(exchange) {
      const name = nameOf(exchange.target);
      if (name === undefined) return undefined;
      if (name === 'report') return reports.receive(exchange);
      if (name === QUESTION_ROUTE) return questions.receive(exchange);
      if (name === ESCAPE_ROUTE) return escapes.receive(exchange);
      if (name === 'cookies') return takeScriptCookies(exchange, jars);
      // Answered once the request is permitted: it makes the gateway ask the app for a file.
      if (name === DIGESTS_ROUTE || SIGN_IN_NAMES.has(name)) return undefined;
      return NONE;
    },
    async permitted(exchange) {
      const name = nameOf(exchange.target);
      if (name === undefined || !SIGN_IN_NAMES.has(name)) return undefined;
      return (await broker.serve(name, exchange, handoff.stepUp)) ?? NONE;
    },
  };
}
