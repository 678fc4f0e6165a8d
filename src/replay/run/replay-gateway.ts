import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Asker } from '../../config/asker-schema.ts';
import type { GatewayConfig } from '../../config/gateway-config.ts';
import { OWN_COOKIES } from '../../identity/own-cookies.ts';
import type { Activity } from '../../model/activity-row.ts';
import type { Reply } from '../../model/exchange.ts';
import type { Session } from '../../model/identity.ts';
import { type AssembledGateway, assembleGateway } from '../../proxy/gateway.ts';
import { type Finished, runPipeline } from '../../proxy/pipeline.ts';
import { record, settled } from '../../proxy/stages/record.ts';
import type { RecordedAnswer, RecordedExchange } from '../har/recorded-exchange.ts';
import { inboundOf, originOf } from './inbound-of.ts';
import { isolated } from './isolated-config.ts';
import { type AskedOfApp, createRecordedUpstream } from './recorded-upstream.ts';

/** All that came of one exchange. */
export interface Replayed {
  readonly finished: Finished;
  readonly reply: Omit<Reply, 'body' | 'trailers'> & { readonly body: Buffer };
  /** Rows of the activity log. */
  readonly rows: readonly Activity[];
  readonly asked: AskedOfApp | undefined;
}

/** A gateway that listens to nobody and asks nobody. Exchanges go through it one after the other. */
export interface ReplayGateway {
  readonly config: GatewayConfig;
  /** Undefined for a host of no app. */
  replay(exchange: RecordedExchange): Promise<Replayed | undefined>;
  close(): Promise<void>;
}

/** What tells of a version of the page runtime, and not of what was done to a page. */
const BUNDLES = Object.fromEntries(
  ['runtime.js', 'guarded.js', 'asking.js', 'worker.js', 'worklet.js', 'rewriter.js'].map((name) => [
    name,
    { code: 'function(){}', hash: 'replay' },
  ]),
);
/** A recording without times begins here. */
const BEGINNING = Date.UTC(2026, 0, 1, 12);

/** Puts a gateway together from a configuration, with a recording in the place of its apps. */
export async function openReplayGateway(
  config: GatewayConfig,
  asker: Asker,
  answerTo: (url: string) => Promise<RecordedAnswer | undefined>,
): Promise<ReplayGateway> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-replay-'));
  // What is signed with it stands in style sheets, which must come out alike each time.
  writeFileSync(join(directory, 'grants.key'), Buffer.alloc(32), { mode: 0o600 });
  let now = BEGINNING;
  const upstream = createRecordedUpstream(answerTo);
  const options = { logLevel: 'silent', bundles: BUNDLES, now: () => now, upstream };
  const gateway = await assembleGateway(isolated(config, directory), options);
  const tag = config.deviceCertificates?.tag;
  const parts: AssembledGateway['parts'] = {
    ...gateway.parts,
    devices: {
      handle: async () => undefined,
      lead: async () => undefined,
      async known(exchange) {
        if (tag === undefined) return exchange;
        const { session } = exchange;
        const device = { ...session.device, certificate: { tag, held: asker.certificate } };
        return { ...exchange, session: { ...session, device } };
      },
    },
  };
  let count = 0;
  const cookies = new Map<string, string>();
  const sessions = new Map<string, Awaited<ReturnType<AssembledGateway['sessions']['create']>>>();

  /** The gateway's own cookie on a host: apps of one provider share a session. */
  async function cookieFor(authority: string, provider: string): Promise<string> {
    const open = sessions.get(provider) ?? (await gateway.sessions.create(signedIn(asker, provider)));
    sessions.set(provider, open);
    const token = cookies.get(authority) ?? (await gateway.sessions.tokenFor(open, authority));
    cookies.set(authority, token);
    return `${OWN_COOKIES.session}=${token}`;
  }

  return {
    config,
    async replay(exchange) {
      const authority = gateway.hosts.suffixAuthority(originOf(exchange.origin));
      const entry = parts.apps.get(exchange.origin);
      if (authority === undefined || !entry) return undefined;
      now = exchange.at ?? now;
      const id = `replay${String(++count).padStart(16, '0')}`;
      const cookie = await cookieFor(authority, entry.app.provider);
      const inbound = inboundOf(exchange, { id, at: now, authority, cookie }, asker, gateway.hosts);
      upstream.begin(exchange);
      const unsettled = await runPipeline(inbound, parts, new AbortController().signal, () => {});
      const rows: Activity[] = [];
      let error = unsettled.error;
      const body = await wholeOf(unsettled.reply.body).catch((broken: unknown) => {
        error ??= broken;
        return Buffer.alloc(0);
      });
      const finished = { ...unsettled, judgements: await settled(unsettled.judgements) };
      record(
        { ...finished, bytes: body.length, error },
        { ...gateway.recording, activities: { append: (row) => void rows.push(row) } },
      );
      const { status, headers } = finished.reply;
      return { finished: { ...finished, error }, reply: { status, headers, body }, rows, asked: upstream.asked() };
    },
    async close() {
      await gateway.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function signedIn(
  { user, email, groups, device, userAgent, risk, strengths, signedIn: at }: Asker,
  provider: string,
): Pick<Session, 'user' | 'device'> & Partial<Session> {
  const time = at === undefined ? {} : { at };
  return {
    user: { provider, subject: user, name: user, groups, ...(email === undefined ? {} : { email }) },
    device: { userAgent: userAgent ?? '', ...(device === undefined ? {} : { tags: device }) },
    ...(at === undefined && strengths === undefined
      ? {}
      : {
          authentication: {
            ...time,
            ...(strengths ? { strengths: strengths.map((name) => ({ name, ...time })) } : {}),
          },
        }),
    ...(risk === undefined ? {} : { risk }),
  };
}

async function wholeOf(body: Reply['body']): Promise<Buffer> {
  if (body === undefined || typeof body === 'string') return Buffer.from(body ?? '');
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}
