import type { StepUpDemand } from '../model/decision.ts';
import { Failure } from '../model/failure.ts';
import type { Checks, ProviderAnswer } from './identity-provider.ts';
import type { PostedAnswer } from './posted-answer.ts';
import type { RecordStore } from './record-store.ts';
import { decodeToken, encodeToken, newToken, rowKey, seal, unseal } from './seal.ts';
import type { OpenSession } from './session-store.ts';

/** One way in: where it began and where it leads. Kept at the gateway, so no link can carry it elsewhere. */
export interface Flow {
  /** Suffix authority it began on. */
  readonly authority: string;
  /** Path and query to end at. */
  readonly target: string;
  readonly appId: string;
  readonly provider: string;
  /** Hash of the flow cookie: only the browser that began may end it. Undefined where the provider began. */
  readonly flowCookie: string | undefined;
  /** What the sign-in must be, where the user is sent although a session is there. */
  readonly stepUp?: StepUpDemand;
  /** Set where the sign-in must be fresh enough to enrol a second factor. */
  readonly enrols?: true;
  /** Set where the user is sent past the provider unseen, since what it said of them has grown old. */
  readonly silent?: true;
  /** `#…` or nothing. */
  readonly fragment: string;
}

/** One authorization request of a flow: what its answer is checked against. */
export interface Asked {
  readonly flowId: string;
  readonly checks: Checks;
  /** Hash of the browser cookie on the sign-in host. */
  readonly browserCookie: string;
  /** Set once a route of the provider's own has taken the answer and checked it. */
  readonly answer?: ProviderAnswer;
  /** Set once an answer has come by form, without the browser's cookies: nobody has looked into it. */
  readonly posted?: PostedAnswer;
}

/** Milliseconds a person may take at the identity provider. */
const FLOW_LIFE = 10 * 60_000;
/** Milliseconds a one-time code may wait for its redirect. */
const CODE_LIFE = 30_000;
/** Milliseconds over which entries by the same browser at the same place are counted. */
const ENTRY_WINDOW = 30_000;
/** Milliseconds between two tries to renew a session unseen: a provider that fails must not keep its user from the app. */
const SILENT_PAUSE = 60_000;
/** Flows one process begins within FLOW_LIFE: anybody can begin one, and each is a row. */
const MAX_FLOWS = 100_000;

/** Flows, what was asked of the identity provider, and one-time codes. Every record is sealed under the name it is found by. */
export interface FlowStore {
  /** The flow's id. Throws Failure `provider-unavailable` when too many are open. */
  begin(flow: Flow): Promise<string>;
  save(id: string, flow: Flow): Promise<void>;
  find(id: string): Promise<Flow | undefined>;
  /** Keeps what was asked with a `state` of `newState`; `answered` gives it once. */
  ask(state: string, asked: Asked): Promise<void>;
  answered(state: string): Promise<Asked | undefined>;
  /** A one-time code for the host of the flow. */
  mintCode(flow: Flow, open: OpenSession): Promise<string>;
  /** What the code was minted for, once. A code presented on another host is spent and gives nothing. */
  redeem(code: string, authority: string): Promise<{ readonly flow: Flow; readonly open: OpenSession } | undefined>;
  /** Whether a session is sent past its provider unseen for the first time within a minute. */
  silently(sessionId: string): Promise<boolean>;
  /** Counts an entry of the browser with this flow cookie at this place; gives the count of the last half minute. */
  entered(flow: Flow): Promise<number>;
}

/** A `state` that names a record and holds the key that opens it. */
export function newState(): string {
  return encodeToken(newToken());
}

interface CodeRow {
  readonly flow: Flow;
  readonly session: OpenSession['session'];
  readonly secret: string;
  readonly signOutHint?: string;
}

export function createFlowStore(records: RecordStore, now: () => number, maxFlows = MAX_FLOWS): FlowStore {
  /** When each flow begun by this process ends, oldest first. */
  const ends: number[] = [];

  async function put(kind: string, name: string, purpose: string, row: unknown, life: number): Promise<void> {
    const token = decodeToken(name);
    if (!token) throw new Error(`not a name of a ${kind}`);
    const value = seal(Buffer.from(JSON.stringify(row)), token.key, purpose);
    await records.put(kind, rowKey(token.id), { value, expiresAt: now() + life });
  }

  async function read(how: 'get' | 'take', kind: string, name: string, purpose: string): Promise<unknown> {
    const token = decodeToken(name);
    const held = token && (await records[how](kind, rowKey(token.id)));
    const plain = token && held && unseal(held.value, token.key, purpose);
    return plain && JSON.parse(plain.toString());
  }

  const save = (id: string, flow: Flow): Promise<void> => put('flow', id, 'flow', flow, FLOW_LIFE);

  return {
    async begin(flow) {
      while (ends.length > 0 && (ends[0] as number) <= now()) ends.shift();
      if (ends.length >= maxFlows) throw new Failure('provider-unavailable', `${ends.length} sign-ins are open`);
      ends.push(now() + FLOW_LIFE);
      const id = encodeToken(newToken());
      await save(id, flow);
      return id;
    },
    save,
    find: async (id) => (await read('get', 'flow', id, 'flow')) as Flow | undefined,
    ask: (state, asked) => put('state', state, 'state', asked, FLOW_LIFE),
    answered: async (state) => (await read('take', 'state', state, 'state')) as Asked | undefined,
    async mintCode(flow, { session, secret, signOutHint }) {
      const code = encodeToken(newToken());
      const row: CodeRow = {
        flow,
        session,
        secret: secret.toString('base64url'),
        ...(signOutHint === undefined ? {} : { signOutHint }),
      };
      await put('code', code, `code ${flow.authority}`, row, CODE_LIFE);
      return code;
    },
    async redeem(code, authority) {
      const row = (await read('take', 'code', code, `code ${authority}`)) as CodeRow | undefined;
      if (!row) return undefined;
      const { flow, session, secret, signOutHint } = row;
      return { flow, open: { session, secret: Buffer.from(secret, 'base64url'), signOutHint } };
    },
    silently: (sessionId) =>
      records.add('silent', sessionId, { value: new Uint8Array(), expiresAt: now() + SILENT_PAUSE }),
    async entered({ flowCookie, target }) {
      const key = rowKey(Buffer.from(`${flowCookie} ${target}`));
      const held = await records.get('entered', key);
      const count = held === undefined ? 1 : Math.min(held.value[0] ?? 0, 254) + 1;
      await records.put('entered', key, { value: Uint8Array.of(count), expiresAt: now() + ENTRY_WINDOW });
      return count;
    },
  };
}
