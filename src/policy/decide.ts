import type { Decision, Facts, PageRule, ProtectDemand } from '../model/decision.ts';
import type { Message } from '../model/message.ts';
import { GUARDED_ACTIVITIES } from '../model/page-setup.ts';
import { ACTIONS, type Action, type PolicyMatch } from '../model/policy-match.ts';
import type { RouteOutcome } from '../model/route.ts';
import { activitiesOf, type PolicySet } from './compile.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import { testsFile } from './content-conditions.ts';
import type { ContentDetector } from './content-document.ts';
import { openInPage, openPolicies } from './content-needs.ts';
import { due, refusedHow } from './due.ts';
import type { Run } from './program.ts';
import type { Reason } from './reasons.ts';
import { type DecidedRoute, decideRoute } from './routing.ts';
import { demandOf as stepUpDemandOf } from './step-up.ts';
import { FALSE, UNKNOWN } from './truth.ts';
import { mayStayWithin, withinApp } from './within-app.ts';

interface Match {
  readonly policy: PolicyMatch;
  readonly document: Pick<CompiledPolicy['document'], 'message' | 'stepUp' | 'protect'>;
}

/**
 * The one decision function (law 5): pure, total, and monotone, since the strictest match wins and a further policy can
 * only add a match. A policy whose conditions come out unknown matches: refusing and recording are the safe errors. What
 * the user has done already (given a reason, signed in more strongly) is a fact, and a policy that asked for it then only
 * records. Routing comes first: it can set policies to recording only, and refuse by itself.
 */
export function decide(set: PolicySet, facts: Facts): Decision {
  return decideAmong(set, set.candidates(facts), facts);
}

/** What holds in a page, where nobody looks into files: policies that hang on content are the gateway's alone. */
export function decideInPage(set: PolicySet, facts: Facts): Decision {
  const open = new Set(openPolicies(set, facts));
  return decideAmong(
    set,
    set.candidates(facts).filter((policy) => !open.has(policy)),
    facts,
  );
}

/** What policies with one action alone make of facts, or those that let files be looked at and not saved. */
export function decideOf(
  action: 'redact' | 'protect' | 'watermark' | 'preview',
  set: PolicySet,
  facts: Facts,
): Decision {
  return decideAmong(
    set,
    set
      .candidates(facts)
      .filter(({ document }) => (action === 'preview' ? document.preview === true : document.action === action)),
    facts,
  );
}

/** What a decision wants masked. */
export function masksOf(set: PolicySet, { matches }: Decision): readonly ContentDetector[] {
  const masking = new Set(matches.filter(({ action }) => action === 'redact').map(({ policyId }) => policyId));
  return set.all
    .filter(({ document }) => masking.has(document.id))
    .flatMap(({ content }) => content.flatMap(({ detectors }) => detectors ?? []));
}

/** Policies that would mask if they did more than record, and what they look for. */
export interface Counting {
  readonly policies: readonly string[];
  readonly detectors: readonly ContentDetector[];
}

/** What a decision wants counted; undefined where it wants nothing. */
export function countingOf(set: PolicySet, { matches }: Decision): Counting | undefined {
  const recording = new Set(
    matches
      .filter(({ action, reasons }) => action === 'audit' && reasons.some((reason) => RECORDING.has(reason)))
      .map(({ policyId }) => policyId),
  );
  const counting = set.all.filter(({ document }) => document.action === 'redact' && recording.has(document.id));
  if (counting.length === 0) return undefined;
  return {
    policies: counting.map(({ document }) => document.id),
    detectors: counting.flatMap(({ content }) => content.flatMap(({ detectors }) => detectors ?? [])),
  };
}
const RECORDING: ReadonlySet<string> = new Set(['monitoring', 'routed-monitor-only'] satisfies Reason[]);

function decideAmong(set: PolicySet, candidates: readonly CompiledPolicy[], facts: Facts): Decision {
  const run = set.begin(facts);
  const matches: Match[] = [];
  const route = set.routing && decideRoute(set.routing, run);
  for (const policy of candidates) {
    const match = matchOf(policy, run, route?.outcome);
    if (match) matches.push(match);
  }
  if (route) matches.push(...routeRefusals(route, facts));
  if (facts.onlyBrowsers) matches.push(turnedAway(route?.outcome));
  const routed = route ? { route: { outcome: route.outcome, policies: route.policies } } : {};
  const strictest = matches.sort(byStrictness)[0];
  if (!strictest) return { action: 'allow', matches: [], ...routed };
  const { action } = strictest.policy;
  const message = messageFor(action, matches);
  return {
    action,
    ...(message === undefined ? {} : { message }),
    matches: matches.map(({ policy }) => policy),
    ...(action === 'step-up' && strictest.document.stepUp ? { stepUp: stepUpDemandOf(strictest.document.stepUp) } : {}),
    ...(action === 'protect' ? { protect: demandOf(matches) } : {}),
    ...routed,
  };
}

/** From the one that gives away least. */
const KEYS = ['organisation', 'user', 'none'] as const;
const STRIPS = ['macros', 'metadata'] as const;

/** What all policies that protect ask for together: the key that gives away least, whatever one takes out, and the label of the first by id. */
function demandOf(matches: readonly Match[]): ProtectDemand {
  const demands = matches.flatMap(({ policy, document }) =>
    policy.action === 'protect' ? [document.protect ?? { key: 'user' as const }] : [],
  );
  const key = KEYS.find((each) => demands.some((demand) => demand.key === each)) ?? 'user';
  const label = demands.find((demand) => demand.label)?.label;
  const strip = STRIPS.filter((each) => demands.some((demand) => demand.strip?.includes(each)));
  return { key, ...(strip.length > 0 ? { strip } : {}), ...(label ? { label } : {}) };
}

/** What routing refuses by itself. Where nothing but `otherwise` says so, the refusal bears that name. */
function routeRefusals({ outcome, policies, message }: DecidedRoute, { activity }: Facts): readonly Match[] {
  const reason: Reason | undefined =
    outcome === 'block'
      ? 'routed-block'
      : outcome === 'blockDownloads' && activity === 'download'
        ? 'routed-block-downloads'
        : undefined;
  if (reason === undefined) return [];
  const settling = policies.length > 0 ? policies : [OTHERWISE];
  return settling.map((policy) => ({
    policy: { ...policy, action: 'block', reasons: [reason, ...policy.reasons] },
    document: message === undefined ? {} : { message },
  }));
}

const OTHERWISE: Omit<PolicyMatch, 'action'> = {
  policyId: 'routing-otherwise',
  policyName: 'Routing, where no routing policy matches',
  severity: 'medium',
  reasons: [],
};

/** What becomes of a client that says it is no browser, in an app for browsers. Routing speaks of it as of a browser: its word counts for nothing there. */
function turnedAway(route: RouteOutcome | undefined): Match {
  const recorded = route === 'monitorOnly' ? 'routed-monitor-only' : route === 'direct' ? 'routed-direct' : undefined;
  return {
    policy: {
      ...NATIVE_CLIENTS,
      action: recorded ? 'audit' : 'block',
      reasons: ['native-client', ...(recorded ? [recorded] : [])],
    },
    document: {},
  };
}

export const NATIVE_CLIENTS = {
  policyId: 'native-clients',
  policyName: 'Apps for browsers',
  severity: 'low',
} as const satisfies Partial<PolicyMatch>;

/** What one policy makes of the facts of a run; undefined when it does not match. */
export function matchOf({ document, when, screen }: CompiledPolicy, run: Run, route?: RouteOutcome): Match | undefined {
  if (screen && !run.mayHold(screen)) return undefined;
  const level = when?.level(run);
  if (level === FALSE) return undefined;
  const why: readonly Reason[] = when ? when.explain(run).reasons : ['unconditional'];
  const { action, reasons } = due(document, run.facts, route);
  return {
    policy: {
      policyId: document.id,
      policyName: document.name,
      action,
      severity: document.severity,
      reasons: [...why, ...(level === UNKNOWN ? (['unknown-counts'] as const) : []), ...reasons],
      ...(document.alert ? { alert: document.alert } : {}),
      ...(action === 'block' ? refusedHow(document) : {}),
    },
    document,
  };
}

/** Strictest first, then by id: the order in which policies were written has no say. */
function byStrictness({ policy: a }: Match, { policy: b }: Match): number {
  const difference = ACTIONS.indexOf(b.action) - ACTIONS.indexOf(a.action);
  if (difference !== 0) return difference;
  return a.policyId < b.policyId ? -1 : a.policyId > b.policyId ? 1 : 0;
}

function messageFor(action: Action, matches: readonly Match[]): Message | undefined {
  return matches.find(({ policy, document }) => policy.action === action && document.message)?.document.message;
}

/** Whether a page must show whose it is. A question that stands before it is the gateway's, and the mark comes with the page. */
export function marksPage(set: PolicySet, facts: Facts): boolean {
  return decideInPage(set, facts).matches.some(({ action }) => action === 'watermark');
}

/** Whether some page may have to. */
function mayMarkPages(set: PolicySet): boolean {
  return set.all.some(({ document }) => document.mode !== 'disabled' && document.action === 'watermark');
}

/** What can be done with a file that script makes in the page: nothing but letting it go. */
export const MADE_IN_PAGE = { markable: false, maskable: 'unreadable', protectable: false } as const;

/**
 * What a page must guard: one rule for each activity that is not simply allowed. A page can only let go or stop: what asks
 * for a reason or a stronger sign-in stops a file that is made in the page, and is left to the gateway for files sent. Where policies hang
 * on what is in it, the gateway is asked each time.
 */
export function pageRules(set: PolicySet, facts: Omit<Facts, 'activity'>): readonly PageRule[] {
  return GUARDED_ACTIVITIES.flatMap((activity) =>
    activity === 'upload' ? uploadRule(set, facts) : pageRule(set, { ...facts, ...inPage(activity), activity }),
  );
}

/** What is known of an activity of a page beside who and where. */
export function inPage(activity: Facts['activity']): Partial<Facts> {
  return activity === 'download' ? MADE_IN_PAGE : {};
}

function pageRule(set: PolicySet, facts: Facts & Pick<PageRule, 'activity'>): readonly PageRule[] {
  const { activity } = facts;
  const open = new Set(openInPage(set, facts));
  const settled = decideAmong(
    set,
    set.candidates(facts).filter((policy) => !open.has(policy)),
    facts,
  );
  const asks = open.size > 0 && !stopsInPage(settled);
  const { content: _, ...unread } = facts;
  const decision = asks ? decide(set, unread) : settled;
  const action = stopsInPage(decision) ? 'block' : 'audit';
  const said = decision.message === undefined ? {} : { message: decision.message.plain };
  if (asks) return [{ activity, action: 'ask', otherwise: action, ...said }];
  return decision.action === 'allow' ? [] : [{ activity, action, ...withinApp(set, decision), ...said }];
}

/** What pages may have to keep. */
export type PageGuards = 'none' | 'rules' | 'questions';

/** What some page may have to keep: what it needs for that comes with all of them, since one window holds several. */
export function pageGuards(set: PolicySet): PageGuards {
  if (mayAskInPages(set) || mayMarkPages(set) || mayStayWithin(set)) return 'questions';
  return set.routing !== undefined || GUARDED_ACTIVITIES.some((activity) => set.concerns(activity)) ? 'rules' : 'none';
}

/** Whether a rule of some page may ask. */
function mayAskInPages(set: PolicySet): boolean {
  return set.all.some(
    ({ document, content }) =>
      document.mode !== 'disabled' &&
      activitiesOf(document).some((activity) =>
        activity === 'download' ? testsFile(document.when) : content.length > 0 && MAY_ASK.has(activity),
      ),
  );
}
const MAY_ASK: ReadonlySet<string> = new Set(['copy', 'cut', 'paste', 'print']);

function uploadRule(set: PolicySet, facts: Omit<Facts, 'activity'>): readonly PageRule[] {
  const decision = decideInPage(set, { ...facts, activity: 'upload' });
  if (decision.action === 'allow') return [];
  return [
    {
      activity: 'upload',
      action: stopsInPage(decision) && !leftToGateway(set, facts) ? 'block' : 'audit',
      ...(decision.message === undefined ? {} : { message: decision.message.plain }),
    },
  ];
}

/** Whether a page does not let go under a decision. */
export function stopsInPage({ action }: Decision): boolean {
  return action !== 'allow' && action !== 'audit';
}

/** Whether some file might be sent: then the page lets the user choose, and the gateway judges the file it sees. */
function leftToGateway(set: PolicySet, facts: Omit<Facts, 'activity'>): boolean {
  const uploading: Facts = { ...facts, activity: 'upload' };
  const run = set.begin(uploading);
  const possible = set.candidates(uploading).filter(({ when }) => when?.level(run) !== FALSE);
  const route = set.routing && decideRoute(set.routing, run);
  if (route?.outcome === 'block') return false;
  return !possible.some(
    ({ document, when }) =>
      document.mode === 'active' &&
      (document.action === 'block' || document.action === 'read-only') &&
      (when === undefined || when.level(run) !== UNKNOWN),
  );
}
