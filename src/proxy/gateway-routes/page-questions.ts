import { Readable } from 'node:stream';
import type { Activity } from '../../model/activity-row.ts';
import type { Identified, Reply } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import { GUARDED_ACTIVITIES, MAX_QUESTION, type PageQuestion, QUESTION_FIELD } from '../../model/page-setup.ts';
import { inPage, stopsInPage } from '../../policy/decide.ts';
import type { ContentDesk } from '../content/content-desk.ts';
import { contentRecord } from '../content/content-record.ts';
import type { Alerts } from '../observe/alerts.ts';
import type { PolicyDesk } from '../stages/policy-desk.ts';
import { activityRow } from '../stages/record.ts';
import { isFromOwnPage } from './own-page.ts';

/** Answers what a page's guards ask before they let something go whose content matters: the page knows neither policies nor lists. */
export interface PageQuestions {
  receive(exchange: Identified): Promise<Reply>;
}

export function createPageQuestions(
  policies: PolicyDesk,
  content: ContentDesk,
  append: (row: Activity) => void,
  alerts: Alerts,
): PageQuestions {
  return {
    async receive(exchange) {
      const refused = (status: number): Reply => ({ status, headers: [], body: undefined });
      if (exchange.method !== 'POST') return refused(405);
      if (!isFromOwnPage(exchange)) return refused(403);
      const question = readQuestion(headerValue(exchange.headers, QUESTION_FIELD));
      if (!question) return refused(400);
      const { activity, exchangeId, request, name, type, size, unread } = question;
      const asked: Identified = {
        ...exchange,
        id: exchangeId === '' ? exchange.id : exchangeId,
        method: request.method,
        target: request.path,
      };
      const object = {
        ...(name === undefined ? {} : { name }),
        ...(type === undefined ? {} : { type }),
        ...(size === undefined ? {} : { size }),
      };
      const needs = policies.contentNeeds(asked, activity, object);
      const looked =
        needs === undefined || unread
          ? undefined
          : await content.look(needs, {
              body: Readable.from(bounded(exchange.body ?? []), { objectMode: false }),
              name,
              declaredType: type,
              codings: [],
              partial: false,
            });
      looked?.body.destroy();
      const findings = looked?.findings;
      const { markable, maskable, protectable } = inPage(activity);
      const judgement = policies.judge(asked, activity, object, {
        ...(needs === undefined ? {} : { content: { findings, record: contentRecord(findings, needs) } }),
        ...(markable === undefined ? {} : { markable }),
        ...(maskable === undefined ? {} : { maskable }),
        ...(protectable === undefined ? {} : { protectable }),
      });
      append(activityRow(asked, judgement, 'page'));
      alerts.raise(asked, judgement);
      const { decision } = judgement;
      return {
        status: 200,
        headers: [
          ['content-type', 'text/plain; charset=utf-8'],
          ['cache-control', 'no-store'],
          ['x-content-type-options', 'nosniff'],
        ],
        body: stopsInPage(decision) ? `stop\n${decision.message?.plain ?? ''}` : 'pass',
      };
    },
  };
}

/** Breaks off a body that no page of ours sends. */
async function* bounded(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > MAX_QUESTION) throw new Error(`a page sent more than ${MAX_QUESTION} bytes to look into`);
    yield piece;
  }
}

const MAX_WORD = 255;

function readQuestion(written: string | undefined): PageQuestion | undefined {
  let value: unknown;
  try {
    value = JSON.parse(decodeURIComponent(written ?? ''));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { activity, exchangeId, request, size, name, type, unread } = value as Record<string, unknown>;
  if (activity === 'upload' || !GUARDED_ACTIVITIES.some((known) => known === activity)) return undefined;
  if (typeof exchangeId !== 'string' || !/^(?:[\w-]{22})?$/.test(exchangeId)) return undefined;
  const { method, path } = (request ?? {}) as Record<string, unknown>;
  if (typeof method !== 'string' || typeof path !== 'string' || !path.startsWith('/')) return undefined;
  return {
    activity: activity as PageQuestion['activity'],
    exchangeId,
    request: { method, path },
    ...(typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? { size } : {}),
    ...(typeof name === 'string' && name !== '' ? { name: name.slice(0, MAX_WORD) } : {}),
    ...(typeof type === 'string' && type !== '' ? { type: type.slice(0, MAX_WORD) } : {}),
    ...(unread === true ? { unread } : {}),
  };
}
