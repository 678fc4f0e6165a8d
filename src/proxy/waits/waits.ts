import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { HANDOFF_PATH, splitTarget } from '../../identity/handoff-paths.ts';
import { NO_STORE, page, redirect } from '../../identity/handoff-reply.ts';
import { refuseOtherOrigins } from '../../identity/own-form.ts';
import type { Identified, Inbound, Judgement, Reply } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import { headerValue } from '../../model/headers.ts';
import { refuses } from '../../model/policy-match.ts';
import { savedUnder } from '../pages/saved-name.ts';
import { chooseLanguage } from '../pages/texts/choose-language.ts';
import { renderWait } from '../pages/wait.ts';
import type { WithSession } from '../stages/authenticate.ts';
import { createHolding, type HeldFor, type Holding } from './holding.ts';

/** How an exchange ends, as the pipeline says it. */
export interface Ended {
  readonly furthest: Inbound | Identified;
  readonly reply: Reply;
  readonly judgements: readonly Judgement[];
  readonly error: unknown;
}

/** Tells a person how far a file is that is held, and gives it out, or what stands in its place, once the verdict is there. */
export interface Waits {
  /** For an exchange whose answer a person looks at; undefined for every other. */
  begin(inbound: Inbound): Holding | undefined;
  /** How the exchange ends: as it does, or where its file is held for long with the redirect to a page that waits for that. */
  orPage(holding: Holding, ended: Promise<Ended>): Promise<Ended>;
  /** The page's own routes, on the host of the app; undefined for every other request. */
  handle(exchange: WithSession): Promise<Reply | Ended | undefined>;
  close(): void;
}

export interface WaitTimes {
  /** Milliseconds for which a file is held before anybody is told. */
  readonly patience: number;
  /** Milliseconds without a sign of the page that waits. */
  readonly abandoned: number;
  /** Milliseconds in which the file must be fetched. */
  readonly ready: number;
}

export interface WaitOptions {
  readonly waitTimes?: WaitTimes;
}

export const WAIT_TIMES: WaitTimes = { patience: 3000, abandoned: 60_000, ready: 120_000 };
/** Files of one session that wait: of more nobody is told, as they are held anyway. */
const MOST = 8;

const PATH = `${HANDOFF_PATH}held`;
const STATE_PATH = `${HANDOFF_PATH}held-state`;
const FILE_PATH = `${HANDOFF_PATH}held-file`;

interface Waiting extends HeldFor {
  readonly holding: Holding;
  ended: Ended | undefined;
  timer: NodeJS.Timeout;
}

/** `given up` is told of what nobody has fetched. */
export function createWaits(givenUp: (ended: Ended) => void, times: WaitTimes = WAIT_TIMES): Waits {
  const waiting = new Map<string, Waiting>();

  function drop(id: string): void {
    const found = waiting.get(id);
    if (found === undefined) return;
    clearTimeout(found.timer);
    waiting.delete(id);
    found.holding.abort.abort(new Error('nobody waits for the file any more'));
    if (found.ended !== undefined) letGo(found.ended);
  }
  function letGo(ended: Ended): void {
    if (ended.reply.body instanceof Readable) ended.reply.body.destroy();
    givenUp(ended);
  }
  function wait(id: string, found: Waiting): void {
    clearTimeout(found.timer);
    found.timer = setTimeout(() => drop(id), found.ended === undefined ? times.abandoned : times.ready).unref();
  }

  function keep(holding: Holding, heldFor: HeldFor, ended: Promise<Ended>): Ended | undefined {
    const own = [...waiting.values()].filter(({ open }) => open.session.id === heldFor.open.session.id);
    if (own.length >= MOST) return undefined;
    const id = randomBytes(16).toString('base64url');
    const found: Waiting = { ...heldFor, holding, ended: undefined, timer: setTimeout(() => drop(id), 0) };
    waiting.set(id, found);
    wait(id, found);
    void ended.then((how) => {
      if (waiting.get(id) !== found) return letGo(how);
      found.ended = how;
      wait(id, found);
    });
    const { exchange } = heldFor;
    return { furthest: exchange, reply: redirect(`${PATH}?id=${id}`, [], 303), judgements: [], error: undefined };
  }

  function shown({ headers, app }: Inbound & Pick<Identified, 'app'>, id: string, found: Waiting | undefined): Reply {
    const file = `${FILE_PATH}?id=${id}`;
    const { name, size } = found?.file ?? {};
    return page(
      (nonce) =>
        renderWait({
          nonce,
          language: chooseLanguage(headers),
          appName: app.name,
          state: found === undefined ? 'gone' : found.ended === undefined ? 'held' : 'ready',
          addresses: { file, state: `${STATE_PATH}?id=${id}`, again: `${PATH}?id=${id}` },
          seen: found?.holding.seen() ?? 0,
          ...(found === undefined ? {} : { exchangeId: found.exchange.id }),
          ...(name === undefined ? {} : { fileName: name }),
          ...(size === undefined ? {} : { size }),
        }),
      { form: true, asks: true },
    );
  }

  return {
    begin({ method, headers }) {
      const isSeen =
        (method === 'GET' || method === 'POST') &&
        headerValue(headers, 'sec-fetch-mode') === 'navigate' &&
        headerValue(headers, 'sec-fetch-dest') === 'document';
      return isSeen ? createHolding(times.patience) : undefined;
    },
    async orPage(holding, ended) {
      const first = await Promise.race([ended, holding.long]);
      holding.stop();
      return 'reply' in first ? first : (keep(holding, first, ended) ?? ended);
    },
    async handle(exchange) {
      const { pathname, query } = splitTarget(exchange.target);
      if (pathname !== PATH && pathname !== STATE_PATH && pathname !== FILE_PATH) return undefined;
      const id = query.get('id') ?? '';
      const known = waiting.get(id);
      // An address is of no use to anybody else.
      const isOwn =
        known?.open.session.id === exchange.open.session.id && known.exchange.authority === exchange.authority;
      const found = isOwn ? known : undefined;
      if (found) wait(id, found);
      if (exchange.method === 'POST' && pathname === PATH) {
        refuseOtherOrigins(exchange);
        if (found) drop(id);
        return redirect('/', [], 303);
      }
      if (exchange.method !== 'GET' && exchange.method !== 'HEAD')
        throw new Failure('bad-request', `${exchange.method} on ${pathname}`);
      if (pathname === STATE_PATH) return stateOf(found);
      const mode = headerValue(exchange.headers, 'sec-fetch-mode');
      if (mode !== undefined && mode !== 'navigate') throw new Failure('forbidden-origin', `${pathname} by ${mode}`);
      if (pathname === PATH || found?.ended === undefined || exchange.method === 'HEAD')
        return shown(exchange, id, found);
      clearTimeout(found.timer);
      waiting.delete(id);
      return named(found.ended);
    },
    close() {
      for (const id of [...waiting.keys()]) drop(id);
    },
  };
}

function stateOf(found: Waiting | undefined): Reply {
  const state = found && {
    seen: found.holding.seen(),
    ...(found.file.size === undefined ? {} : { size: found.file.size }),
    isReady: found.ended !== undefined,
  };
  return {
    status: found ? 200 : 404,
    headers: [['content-type', 'application/json; charset=utf-8'], ...NO_STORE],
    body: `${JSON.stringify(state ?? {})}\n`,
  };
}

/** A file without a name of its own would be saved under that of the address that it is fetched by. */
function named(ended: Ended): Ended {
  const { reply, judgements } = ended;
  const download = judgements.find(({ activity, decision }) => activity === 'download' && !refuses(decision.action));
  const isNamed = reply.headers.some(([name, value]) => name === 'content-disposition' && /filename/i.test(value));
  if (!download || isNamed || reply.status !== 200) return ended;
  const others = reply.headers.filter(([name]) => name !== 'content-disposition');
  const saved = ['content-disposition', savedUnder(download.object.name ?? 'file')] as const;
  return { ...ended, reply: { ...reply, headers: [...others, saved] } };
}
