import type { Activity } from '../../model/activity-row.ts';
import type { Identified, Reply } from '../../model/exchange.ts';
import { GUARDED_ACTIVITIES, type PageReport } from '../../model/page-setup.ts';
import type { Alerts } from '../observe/alerts.ts';
import type { PolicyDesk } from '../stages/policy-desk.ts';
import { activityRow } from '../stages/record.ts';
import { isFromOwnPage } from './own-page.ts';

/** Takes what a page's guards report (a copy, a print) and puts it in the activity log, enforced by the page. */
export interface PageReports {
  receive(exchange: Identified): Promise<Reply>;
}

/** Bytes; a report is a few fields. */
const MAX_REPORT = 4096;

export function createPageReports(policies: PolicyDesk, append: (row: Activity) => void, alerts: Alerts): PageReports {
  return {
    async receive(exchange) {
      const refused = (status: number): Reply => ({ status, headers: [], body: undefined });
      if (exchange.method !== 'POST') return refused(405);
      if (!isFromOwnPage(exchange)) return refused(403);
      const report = await readReport(exchange);
      if (!report) return refused(400);
      const object = {
        ...(report.objectName === undefined ? {} : { name: report.objectName }),
        ...(report.size === undefined ? {} : { size: report.size }),
      };
      // What the page says is a fact to judge, not a judgement: policies are asked again here.
      const { method, path: target } = report.request ?? { method: exchange.method, path: exchange.target };
      const reported: Identified = { ...exchange, id: report.exchangeId, method, target };
      const judgement = policies.judgeInPage(reported, report.activity, object);
      append(activityRow(reported, judgement, 'page'));
      alerts.raise(reported, judgement);
      return refused(204);
    },
  };
}

async function readReport(exchange: Identified): Promise<PageReport | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of exchange.body ?? []) {
    size += piece.length;
    if (size > MAX_REPORT) return undefined;
    pieces.push(piece);
  }
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(pieces).toString());
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { activity, exchangeId, size: amount, objectName, request } = value as Record<string, unknown>;
  if (!GUARDED_ACTIVITIES.some((known) => known === activity)) return undefined;
  if (typeof exchangeId !== 'string' || !/^[\w-]{22}$/.test(exchangeId)) return undefined;
  return {
    activity: activity as PageReport['activity'],
    exchangeId,
    ...brought(request),
    ...(typeof amount === 'number' && Number.isSafeInteger(amount) && amount >= 0 ? { size: amount } : {}),
    ...(typeof objectName === 'string' ? { objectName: objectName.slice(0, 255) } : {}),
  };
}

function brought(request: unknown): Pick<PageReport, 'request'> {
  const { method, path } = (request ?? {}) as Record<string, unknown>;
  const isOne = typeof method === 'string' && typeof path === 'string' && path.startsWith('/');
  return isOne ? { request: { method, path } } : {};
}
