import { Readable } from 'node:stream';
import type { Activity } from '../../model/activity-row.ts';
import type { Identified, Reply } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import type { HostMap } from '../../model/host-map.ts';
import { readWhole } from '../body/read-whole.ts';
import type { PolicyDesk } from '../stages/policy-desk.ts';
import { activityRow } from '../stages/record.ts';
import type { EscapeQuota } from './escape-quota.ts';
import { readEscape } from './escape-report.ts';
import { isFromOwnPage } from './own-page.ts';

/** Takes what browsers report of confined pages, and puts the hosts these wanted to reach in the activity log. */
export interface EscapeReports {
  receive(exchange: Identified): Promise<Reply>;
}

/** Bytes; a report quotes three URLs and our policy. */
const MAX_REPORT = 64 * 1024;

/**
 * A report is what a page says: script in it can make one up. It counts for the session, the app and the mode that the
 * request itself has, and says no more than a host and a kind of request.
 */
export function createEscapeReports(
  hosts: HostMap,
  policies: PolicyDesk,
  quota: EscapeQuota,
  append: (row: Activity) => void,
): EscapeReports {
  return {
    async receive(exchange) {
      const answered = (status: number): Reply => ({ status, headers: [], body: undefined });
      const { confinement } = exchange.app;
      if (confinement === undefined) return answered(404);
      if (exchange.method !== 'POST') return answered(405);
      if (!isFromOwnPage(exchange)) return answered(403);
      if (!/^application\/csp-report\s*(;|$)/i.test(headerValue(exchange.headers, 'content-type') ?? ''))
        return answered(415);
      const read = await readWhole(Readable.from(exchange.body ?? []), MAX_REPORT);
      if ('oversized' in read) {
        read.oversized.destroy();
        return answered(413);
      }
      const seen = readEscape(read.bytes.toString(), hosts);
      if (!seen) return answered(400);
      const { host, origin, directive } = seen;
      if (!quota.admits(exchange.session.id, `${exchange.app.id} ${directive} ${origin}`)) return answered(204);
      const page = new URLSearchParams(exchange.target.split('?')[1]).get('page') ?? '';
      const reported = { ...exchange, id: /^[\w-]{22}$/.test(page) ? page : exchange.id };
      const judgement = policies.judgeInPage(exchange, 'escape', { name: host, type: directive, url: origin });
      // The setting decides, and no policy.
      const decision = { action: confinement.mode === 'enforce' ? 'block' : 'audit', matches: [] } as const;
      append(activityRow(reported, { ...judgement, decision }, 'page'));
      return answered(204);
    },
  };
}
