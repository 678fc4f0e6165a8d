import type { Signal } from './signal-token.ts';

/**
 * What an event does to the sessions it is about. `end`: they end. `recheck`: before anything else is let through, the provider says
 * anew who that is; where it cannot be asked without the person, they end. `none`: it is only taken note of.
 */
export type SignalEffect = 'end' | 'recheck' | 'none';

const CAEP = 'https://schemas.openid.net/secevent/caep/event-type/';
const RISC = 'https://schemas.openid.net/secevent/risc/event-type/';
const SSF = 'https://schemas.openid.net/secevent/ssf/event-type/';

type Event = Signal['event'];

/** Event types (CAEP 1.0 section 3, RISC 1.0 section 2, SSF 1.0 sections 8.1.4 and 8.1.5). A type not listed here says nothing to us. */
const EFFECTS: Readonly<Record<string, (event: Event) => SignalEffect>> = {
  [`${CAEP}session-revoked`]: () => 'end',
  [`${CAEP}token-claims-change`]: () => 'recheck',
  [`${CAEP}credential-change`]: ({ change_type }) => (change_type === 'create' ? 'none' : 'recheck'),
  // What was shown to sign in is worth less now, and a renewal would keep it.
  [`${CAEP}assurance-level-change`]: ({ change_direction }) => (change_direction === 'increase' ? 'none' : 'end'),
  [`${CAEP}device-compliance-change`]: () => 'recheck',
  [`${CAEP}risk-level-change`]: () => 'recheck',
  [`${CAEP}session-established`]: () => 'none',
  [`${CAEP}session-presented`]: () => 'none',
  [`${RISC}account-disabled`]: () => 'end',
  [`${RISC}account-purged`]: () => 'end',
  [`${RISC}sessions-revoked`]: () => 'end',
  [`${RISC}credential-compromise`]: () => 'end',
  [`${RISC}account-credential-change-required`]: () => 'recheck',
  [`${SSF}verification`]: () => 'none',
  [`${SSF}stream-updated`]: () => 'none',
};

export function effectOf({ type, event }: Signal): SignalEffect {
  return Object.hasOwn(EFFECTS, type) ? (EFFECTS[type]?.(event) ?? 'none') : 'none';
}

/** The last part of a type, for the log. */
export function shortType(type: string): string {
  return type
    .replace(/^.*\//, '')
    .replace(/[^\w-]/g, '')
    .slice(0, 64);
}
