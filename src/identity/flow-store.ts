import type { AuthorizationChecks } from './oidc.ts';
import type { RecordStore } from './record-store.ts';
import { decodeToken, encodeToken, newToken, rowKey, seal, unseal } from './seal.ts';
import type { OpenSession } from './session-store.ts';

/** One way in: where it began and where it leads. Kept at the gateway, so no link can carry it elsewhere. */
export interface Flow {
  readonly id: string;
  /** Suffix authority it began on. */
  readonly authority: string;
  /** Path and query to end at. */
  readonly target: string;
  readonly appId: string;
  readonly provider: string;
  /** Hash of the flow cookie: only the browser that began may end it. */
  readonly flowCookie: string;
  readonly fragment: string;
  readonly checks?: AuthorizationChecks;
  /** Hash of the browser cookie on the sign-in host. */
  readonly browserCookie?: string;
}

/** Milliseconds a person may take at the identity provider, and a one-time code may wait. */
const FLOW_LIFE = 10 * 60_000;
const CODE_LIFE = 30_000;

export interface FlowStore {
  save(flow: Flow): Promise<void>;
  find(id: string): Promise<Flow | undefined>;
  /** Ties a state to a flow; `byState` gives it once. */
  tieState(state: string, flowId: string): Promise<void>;
  byState(state: string): Promise<Flow | undefined>;
  /** A one-time code for the host of the flow. */
  mintCode(flow: Flow, open: OpenSession): Promise<string>;
  redeem(code: string, flowId: string, authority: string): Promise<OpenSession | undefined>;
}

export function createFlowStore(records: RecordStore, now: () => number): FlowStore {
  const text = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
  return {
    async save(flow) {
      await records.put('flow', flow.id, { value: text(flow), expiresAt: now() + FLOW_LIFE });
    },
    async find(id) {
      const held = /^[\w-]{22}$/.test(id) ? await records.get('flow', id) : undefined;
      return held && (JSON.parse(Buffer.from(held.value).toString()) as Flow);
    },
    async tieState(state, flowId) {
      await records.put('state', rowKey(Buffer.from(state)), {
        value: Buffer.from(flowId),
        expiresAt: now() + FLOW_LIFE,
      });
    },
    async byState(state) {
      const held = await records.take('state', rowKey(Buffer.from(state)));
      return held && this.find(Buffer.from(held.value).toString());
    },
    async mintCode(flow, { session, secret, idToken }) {
      const token = newToken();
      const value = seal(
        text({ session, secret: secret.toString('base64url'), idToken }),
        token.key,
        `code ${flow.id} ${flow.authority}`,
      );
      await records.put('code', rowKey(token.id), { value, expiresAt: now() + CODE_LIFE });
      return encodeToken(token);
    },
    async redeem(code, flowId, authority) {
      const token = decodeToken(code);
      const held = token && (await records.take('code', rowKey(token.id)));
      const plain = token && held && unseal(held.value, token.key, `code ${flowId} ${authority}`);
      if (!plain) return undefined;
      const { session, secret, idToken } = JSON.parse(plain.toString()) as {
        session: OpenSession['session'];
        secret: string;
        idToken?: string;
      };
      return { session, secret: Buffer.from(secret, 'base64url'), idToken };
    },
  };
}
