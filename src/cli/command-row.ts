import { randomUUID } from 'node:crypto';
import type { Activity } from '../model/activity-row.ts';

/** A row of what a command did: there is no exchange, so the row stands for its own. */
export function commandRow(
  command: string,
  done: Pick<Activity, 'type'> & Partial<Pick<Activity, 'user' | 'sessionId' | 'object'>>,
): Activity {
  const id = randomUUID();
  return {
    id,
    at: Date.now(),
    exchangeId: id,
    ...done,
    ip: '',
    userAgent: `sallyport ${command}`,
    outcome: 'allowed',
    enforcedBy: 'gateway',
    policies: [],
  };
}
