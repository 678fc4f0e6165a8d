import { randomUUID } from 'node:crypto';
import type { HandoffEvent } from '../../identity/handoff.ts';
import type { Activity } from '../../model/activity-row.ts';
import type { Identified } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import type { Session } from '../../model/identity.ts';
import type { Route } from '../../model/route.ts';

/** A session that ended while nobody asked for anything. */
export function endedRow({ id, user }: Session, at: number): Activity {
  const row = randomUUID();
  return {
    id: row,
    at,
    type: 'sign-out',
    exchangeId: row,
    sessionId: id,
    user: user.name,
    groups: user.groups,
    ip: '',
    userAgent: '',
    outcome: 'allowed',
    enforcedBy: 'gateway',
    policies: [],
  };
}

/** An activity-log row for a sign-in, its second factor or its end. */
export function signInRow(
  { type, inbound, open, sessionId, appId, factor }: HandoffEvent,
  route: Route | undefined,
): Activity {
  return {
    id: randomUUID(),
    at: inbound.at,
    type,
    exchangeId: inbound.id,
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(open ? { sessionId: open.session.id, user: open.session.user.name, groups: open.session.user.groups } : {}),
    ...(open?.session.device.tags ? { deviceTags: open.session.device.tags } : {}),
    ...(appId === undefined ? {} : { appId }),
    ...(factor === undefined ? {} : { object: { name: factor } }),
    ip: inbound.remoteAddress,
    userAgent: headerValue(inbound.headers, 'user-agent') ?? '',
    outcome: 'allowed',
    enforcedBy: 'gateway',
    policies: [],
    ...(route ? { route } : {}),
  };
}

/** An activity-log row for a sign-in to an app that takes the gateway as its identity provider; `address` is where the app was told. */
export function appSignInRow({ app, session, ...inbound }: Identified, address: string): Activity {
  const { user, device } = session;
  return {
    id: randomUUID(),
    at: inbound.at,
    type: 'sign-in',
    exchangeId: inbound.id,
    sessionId: session.id,
    user: user.name,
    groups: user.groups,
    ...(device.tags ? { deviceTags: device.tags } : {}),
    appId: app.id,
    object: { url: address },
    ip: inbound.remoteAddress,
    userAgent: headerValue(inbound.headers, 'user-agent') ?? '',
    outcome: 'allowed',
    enforcedBy: 'gateway',
    policies: [],
  };
}
