import type { Facts } from '../model/decision.ts';
import type { Action, PolicyMatch } from '../model/policy-match.ts';
import type { RouteOutcome } from '../model/route.ts';
import { READING_METHODS, WRITING } from './controls.ts';
import type { PolicyDocument } from './policy-document.ts';
import type { Reason } from './reasons.ts';
import { isMet } from './step-up.ts';

/** What a policy that matches asks for now, and why it is less than what it says. */
export interface Due {
  readonly action: Action;
  readonly reasons: readonly Reason[];
}

const RECORDED = (reason: Reason): Due => ({ action: 'audit', reasons: [reason] });

/** What is left of a policy's action once what the user has done is counted. */
export function due(document: PolicyDocument, facts: Facts, route?: RouteOutcome): Due {
  const { action, mode } = document;
  if (mode === 'monitoring') return { action: 'audit', reasons: action === 'audit' ? [] : ['monitoring'] };
  if (route === 'monitorOnly' && action !== 'audit') return RECORDED('routed-monitor-only');
  if (route === 'direct' && facts.activity === 'access' && action !== 'audit') return RECORDED('routed-direct');
  if (action === 'warn' && facts.answered?.includes(document.id)) return RECORDED('reason-given');
  if (action === 'step-up' && document.stepUp && isMet(document.stepUp, facts)) return RECORDED('stepped-up');
  if (action === 'read-only' && !writes(facts)) return RECORDED('only-reads');
  if (action === 'watermark' && facts.markable === false)
    return { action: document.otherwise ?? 'block', reasons: ['not-markable'] };
  if (action === 'redact' && facts.maskable === 'no-text') return RECORDED('nothing-to-mask');
  if (action === 'redact' && facts.maskable === 'unreadable')
    return { action: document.otherwise ?? 'block', reasons: ['not-maskable'] };
  if (action === 'protect' && facts.protectable === false)
    return { action: document.otherwise ?? 'block', reasons: ['not-protectable'] };
  return { action, reasons: [] };
}

/** A method that nobody told may change something. */
function writes({ activity, method }: Facts): boolean {
  return (WRITING as readonly string[]).includes(activity) || !READING_METHODS.has(method ?? '');
}

/** What the gateway must know of a refusal. */
export function refusedHow({ preview, together }: PolicyDocument): Pick<PolicyMatch, 'preview' | 'together'> {
  return { ...(preview ? { preview } : {}), ...(together ? { together } : {}) };
}
