import type { ProtectDemand, StepUpDemand } from '../model/decision.ts';
import type { Message } from '../model/message.ts';
import type { Severity } from '../model/policy-match.ts';
import type { ConditionValues } from './conditions/conditions.ts';
import type { Control, EnforceableActivity, PolicyAction } from './controls.ts';

/** What a condition makes of a fact that is not known: decide as if it held, or as if it did not. */
export type OnUnknown = 'matches' | 'fails';

/** Tests of facts. Several keys must all hold; of the values of one key one is enough. Texts compare without regard to case. */
export interface FactCondition extends ConditionValues {
  /** Of every test of this node. Left out, unknown stays unknown. */
  readonly unknown?: OnUnknown;
}

/** The boolean tree of a policy's conditions. Several keys of one node must all hold. */
export interface Condition extends FactCondition {
  readonly all?: readonly Condition[];
  readonly any?: readonly Condition[];
  readonly not?: Condition;
}

export const MODES = ['active', 'monitoring', 'disabled'] as const;
export type Mode = (typeof MODES)[number];
export const CATEGORIES = ['access', 'data-protection', 'threat', 'sharing', 'compliance', 'other'] as const;
export type Category = (typeof CATEGORIES)[number];

export const OTHERWISE = ['block', 'audit'] as const;
export type Otherwise = (typeof OTHERWISE)[number];

/** A policy as an administrator writes it. */
export interface PolicyDocument {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly severity: Severity;
  readonly category?: Category;
  /** `monitoring` records what it would have done; `disabled` is as if it were not there. */
  readonly mode: Mode;
  readonly control: Control;
  /** Of the controls that name their own. */
  readonly activities?: readonly EnforceableActivity[];
  readonly when?: Condition;
  readonly action: PolicyAction;
  /** Of the action `step-up`. */
  readonly stepUp?: StepUpDemand;
  /** Of the action `protect`. */
  readonly protect?: ProtectDemand;
  /** Of the actions `watermark`, `redact` and `protect`: what becomes of what cannot be marked, masked or protected. `block` where it is left out. */
  readonly otherwise?: Otherwise;
  /** Of the action `block` on downloads: PDFs may be looked at in the gateway's own viewer. */
  readonly preview?: true;
  /** Of the action `block` on copy, cut and paste: what is copied in the app may be pasted in it, and nowhere else. */
  readonly within?: 'app';
  /** Of the action `block` on uploads: a form with several files goes whole or not at all. */
  readonly together?: true;
  readonly message?: Message;
  readonly alert?: { readonly dailyLimit: number };
}
