import { randomUUID } from 'node:crypto';
import type { ContentRecord } from '../../model/activity.ts';
import type { Activity, Outcome as ActivityOutcome } from '../../model/activity-row.ts';
import type { Identified, Inbound, Judgement, Reply, Routed } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import { headerValue } from '../../model/headers.ts';
import { deviceTagsOf } from '../../model/identity.ts';
import { type Action, refuses } from '../../model/policy-match.ts';
import { cameOut } from '../content/masked-answer.ts';
import type { Alerts } from '../observe/alerts.ts';
import type { Metrics } from '../observe/metrics.ts';
import { type Logger, loggableTarget } from '../observe/operational-log.ts';

/** What is known when the last byte is gone: how far the exchange came, what was answered, what went wrong. */
export interface Outcome {
  readonly furthest: Inbound | Routed | Identified;
  readonly reply: Pick<Reply, 'status'>;
  readonly judgements: readonly Judgement[];
  readonly bytes: number;
  readonly error: unknown;
}

export interface RecordParts {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly activities: { append(row: Activity): void };
  readonly alerts: Alerts;
  readonly now: () => number;
}

const OUTCOME_OF: Readonly<Record<Action, ActivityOutcome>> = {
  allow: 'allowed',
  audit: 'monitored',
  watermark: 'marked',
  redact: 'redacted',
  protect: 'protected',
  warn: 'warned',
  'step-up': 'step-up',
  'read-only': 'blocked',
  block: 'blocked',
};

/** The judgements once looking into files that went on meanwhile is over. */
export function settled(judgements: readonly Judgement[]): Promise<readonly Judgement[]> {
  return Promise.all(judgements.map(async (each) => (await each.settled?.()) ?? each));
}

/** Records an exchange whose answer nobody has fetched. */
export function recordAbandoned(parts: RecordParts): (ended: Omit<Outcome, 'bytes'>) => void {
  const error = new Error('nobody fetched the file');
  return (ended) =>
    void settled(ended.judgements)
      .then((judgements) => record({ ...ended, judgements, bytes: 0, error }, parts))
      .catch((fault: unknown) => parts.log.error({ detail: String(fault) }, 'an outcome could not be recorded'));
}

/** The last stage, always run: activity rows, metrics and one log line. */
export function record(outcome: Outcome, parts: RecordParts): void {
  const { furthest, reply, bytes, error } = outcome;
  const judgements = outcome.judgements.flatMap((judgement) => cameOut(judgement) ?? []);
  const app = 'app' in furthest ? furthest.app.id : 'none';
  const blocked = judgements.some(({ decision }) => refuses(decision.action));
  const failure = error instanceof Failure ? error : undefined;
  const result = failure ? failure.code : error ? 'broken-off' : blocked ? 'refused' : 'answered';
  parts.metrics.exchanges.inc({ app, outcome: result });
  parts.metrics.duration.observe({ app }, (parts.now() - furthest.at) / 1000);
  parts.metrics.bytes.inc({ app, direction: 'down' }, bytes);
  parts.log[failure && failure.status >= 500 ? 'error' : 'info'](
    {
      exchange: furthest.id,
      app,
      method: furthest.method,
      host: furthest.authority,
      target: loggableTarget(furthest.target),
      status: reply.status,
      bytes,
      ms: parts.now() - furthest.at,
      ...('session' in furthest ? { user: furthest.session.user.name } : {}),
      outcome: result,
      ...(failure ? { detail: failure.detail } : error ? { detail: String(error) } : {}),
    },
    'exchange',
  );
  if ('session' in furthest) recordJudgements(furthest, judgements, parts);
}

/** What the record keeps of judgements; those of messages are recorded while their socket is open. */
export function recordJudgements(exchange: Identified, judgements: readonly Judgement[], parts: RecordParts): void {
  for (const judgement of judgements) {
    const { activity, content, decision } = judgement;
    parts.metrics.decisions.inc({ activity, action: decision.action });
    if (content !== undefined) parts.metrics.inspections.inc(inspected(content, decision.action));
    const isPages = decision.action === 'watermark' && content?.protected === undefined && !judgement.previewed;
    const by = isPages ? 'page' : 'gateway';
    parts.activities.append(activityRow(exchange, judgement, by));
    parts.alerts.raise(exchange, judgement);
  }
}

/** Of the scanners only the kind of their answer: names of what they found have no end. */
function inspected(
  { status, malware }: ContentRecord,
  action: Action,
): Record<'status' | 'malware' | 'action', string> {
  return { status, malware: malware?.split(':', 1)[0] ?? 'not-asked', action };
}

/** A file that waits for its passphrase to be shown has not come. */
function outcomeOf({ decision: { action }, content, previewed }: Judgement): ActivityOutcome {
  if (previewed && !refuses(action)) return 'previewed';
  return action === 'protect' && content?.protected === undefined ? 'warned' : OUTCOME_OF[action];
}

/** An activity-log row for something recognised on an exchange. */
export function activityRow(exchange: Identified, judgement: Judgement, enforcedBy: Activity['enforcedBy']): Activity {
  const { session, app } = exchange;
  const deviceTags = deviceTagsOf(session.device);
  return {
    id: randomUUID(),
    at: exchange.at,
    type: judgement.activity,
    exchangeId: exchange.id,
    ...(session.byToken ? {} : { sessionId: session.id }),
    user: session.user.name,
    groups: session.user.groups,
    appId: app.id,
    object: judgement.object,
    ...(judgement.content ? { content: judgement.content } : {}),
    ...(deviceTags ? { deviceTags } : {}),
    ip: exchange.remoteAddress,
    userAgent: headerValue(exchange.headers, 'user-agent') ?? '',
    outcome: outcomeOf(judgement),
    enforcedBy,
    policies: judgement.decision.matches,
    ...(judgement.decision.route ? { route: judgement.decision.route } : {}),
    facts: judgement.facts,
  };
}
