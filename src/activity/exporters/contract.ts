import type { ContentRecord } from '../../model/activity.ts';
import type { Activity } from '../../model/activity-row.ts';
import type { PolicyMatch } from '../../model/policy-match.ts';

/** Writes rows in one format. `head` comes once, before any row. */
export interface Exporter {
  readonly head: string;
  readonly line: (row: Activity) => string;
}

/** The columns that table and CSV show, in order. */
export const COLUMNS: ReadonlyArray<readonly [title: string, value: (row: Activity) => string]> = [
  ['time', (row) => new Date(row.at).toISOString()],
  ['activity', (row) => row.type],
  ['outcome', (row) => row.outcome],
  ['enforced by', (row) => row.enforcedBy],
  ['user', (row) => row.user ?? ''],
  ['app', (row) => row.appId ?? ''],
  ['object', (row) => row.object?.name ?? row.object?.url ?? ''],
  ['rule', (row) => row.object?.rule ?? ''],
  ['type', (row) => row.object?.type ?? ''],
  ['size', (row) => String(row.object?.size ?? '')],
  ['device', (row) => (row.deviceTags === undefined ? 'unknown' : row.deviceTags.join(' ') || 'none')],
  ['ip', (row) => row.ip],
  ['policies', (row) => row.policies.map(matchText).join('; ')],
  ['route', ({ route }) => (route === undefined ? '' : [route.outcome, ...route.policies.map(matchText)].join('; '))],
  ['content', ({ content }) => (content === undefined ? '' : contentText(content))],
  ['exchange', (row) => row.exchangeId],
  ['user agent', (row) => row.userAgent],
];

function matchText({ policyId, reasons }: Omit<PolicyMatch, 'action'>): string {
  return `${policyId} (${reasons.join(', ')})`;
}

/** `encrypted; cards 3: #### #### #### 1111; label 2096…; infected: Eicar`. */
function contentText({ status, matches, labels, malware }: ContentRecord): string {
  const found = matches.map(({ detector, count, samples }) => `${detector} ${count}: ${samples.join(', ')}`);
  return [status, ...found, ...labels.map((label) => `label ${label}`), ...(malware ? [malware] : [])].join('; ');
}
