import type { ActivityLog } from '../activity/activity-log.ts';
import type { RecordStore } from '../identity/record-store.ts';
import type { Activity } from '../model/activity-row.ts';

/** What was done in one app. */
interface Use {
  count: number;
  refused: number;
  lastAt: number;
}

/**
 * What is known of a session that has not ended, as names and values; undefined where there is none. Its own record is sealed
 * under its user's cookie: what is told here comes from the activity log, and from what stands beside the seal.
 */
export async function inspectedSession(
  id: string,
  { records, log }: { readonly records: RecordStore; readonly log: Pick<ActivityLog, 'query'> },
): Promise<readonly (readonly [string, string])[] | undefined> {
  const held = await records.get('session', id);
  if (!held) return undefined;
  const rows: Activity[] = [];
  const uses = new Map<string, Use>();
  let signIns = 0;
  for (const row of log.query({ order: 'oldest' })) {
    if (row.sessionId !== id) continue;
    if (row.type === 'sign-in') {
      rows.push(row);
      signIns++;
    } else if (row.appId !== undefined) count(uses, row.appId, row);
  }
  const [first, last] = [rows[0], rows.at(-1)];
  const again = await records.get('recheck', id);
  return [
    ['session', id],
    ['user', last?.user ?? '?'],
    ['groups', (last?.groups ?? []).join(', ')],
    ['device tags', last?.deviceTags?.join(', ') ?? 'unknown'],
    ['began', first ? timeOf(first.at) : '?'],
    ['signed in', `${signIns} times, last ${last ? timeOf(last.at) : '?'}`],
    ['address', last?.ip ?? '?'],
    ['browser', last?.userAgent ?? '?'],
    ['ends if unused', timeOf(held.expiresAt)],
    ...(again ? [['looked at again since', timeOf(Number(Buffer.from(again.value).toString()))] as const] : []),
    ...[...uses].map(
      ([app, { count: done, refused, lastAt }]) =>
        [`app ${app}`, `${done} activities, ${refused} refused, last ${timeOf(lastAt)}`] as const,
    ),
  ];
}

function count(uses: Map<string, Use>, app: string, { outcome, at }: Activity): void {
  const use = uses.get(app) ?? { count: 0, refused: 0, lastAt: 0 };
  use.count++;
  if (outcome === 'blocked') use.refused++;
  use.lastAt = at;
  uses.set(app, use);
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
