import type { WrittenPolicies } from '../../config/load-policies.ts';
import type { ActivityObject, ActivityType, ContentRecord } from '../../model/activity.ts';
import type { Findings } from '../../model/content.ts';
import type { Decision, Facts, PageRule } from '../../model/decision.ts';
import type { Identified, Judgement } from '../../model/exchange.ts';
import type { Message } from '../../model/message.ts';
import { ACTIONS, type Action, refuses } from '../../model/policy-match.ts';
import type { Route } from '../../model/route.ts';
import { compilePolicies } from '../../policy/compile.ts';
import type { ContentDetector } from '../../policy/content-document.ts';
import { asksUploadNames, type ContentNeeds, contentNeeds } from '../../policy/content-needs.ts';
import {
  type Counting,
  countingOf,
  decide,
  decideInPage,
  decideOf,
  marksPage,
  masksOf,
  type PageGuards,
  pageGuards,
  pageRules,
} from '../../policy/decide.ts';
import { detectorKey } from '../../policy/detector-key.ts';
import { holdsFile } from '../../policy/holds-file.ts';
import { mayMatch } from '../../policy/may-match.ts';
import { mayPreview, previewing } from '../../policy/preview.ts';
import { type FormFile, objectsOf } from '../../policy/recognise/form-files.ts';
import { decideRoute } from '../../policy/routing.ts';
import { routingCondition } from '../../policy/routing-document.ts';
import { createTagQuestion } from '../../policy/tag-question.ts';
import { mayRuleViewers, UNRULED, type ViewerRules, viewerRules } from '../../policy/viewer-rules.ts';
import { type FactSources, factsOf, userKey } from './facts.ts';

/** What is known besides the exchange: policies whose warning was answered, and what was found in the file. */
export interface Known {
  readonly answered?: readonly string[];
  readonly markable?: boolean;
  readonly maskable?: NonNullable<Facts['maskable']>;
  readonly protectable?: boolean;
  readonly content?: { readonly findings: Findings | undefined; readonly record: ContentRecord };
  /** Of a form with several files, each: the strictest word on one of them holds for the form. */
  readonly files?: readonly FormFile[];
}

/** The policies in force now. Replaced as one value when the file changes; an exchange asks the one it began with. */
export interface PolicyDesk {
  judge(exchange: Identified, activity: ActivityType, object: ActivityObject, more?: Known): Judgement;
  /** The same of a file that goes on while it is looked into; undefined where what becomes of it may hang on what is found. */
  judgeOnItsWay(
    exchange: Identified,
    activity: ActivityType,
    object: ActivityObject,
    more: Omit<Known, 'content'>,
    content: () => Promise<NonNullable<Known['content']>>,
  ): Judgement | undefined;
  /** The same of a file that has not gone and does not count as having. */
  judgeApart(
    exchange: Identified,
    activity: ActivityType,
    object: ActivityObject,
    more: Pick<Known, 'content'>,
  ): Judgement;
  /** What holds in a page, where nobody looks into files. */
  judgeInPage(exchange: Identified, activity: ActivityType, object: ActivityObject): Judgement;
  /** What holds of an answer that is no activity: whether data is masked in it. Undefined where no policy would. */
  judgeMasks(
    exchange: Identified,
    object: ActivityObject,
    maskable: NonNullable<Known['maskable']>,
  ): Judgement | undefined;
  /** Whether any policy has PDFs come in the gateway's viewer. */
  previewsAny(): boolean;
  /** What users may do with a document that is shown. */
  viewerRules(exchange: Identified): ViewerRules;
  /** Why a document may not be shown by a viewer that keeps no rules; undefined where it may. */
  judgeShown(exchange: Identified, object: ActivityObject): Judgement | undefined;
  /** Whether it might be saved as well, once it is asked for so. */
  maySave(exchange: Identified, object: ActivityObject): boolean;
  /** Whether a PDF that is shown may have to come in the gateway's viewer. */
  mayPreview(exchange: Identified): boolean;
  /** What policies that let files be looked at and not saved make of one that is shown; undefined where none is about it. */
  judgePreview(exchange: Identified, object: ActivityObject, content: Known['content']): Judgement | undefined;
  /** What a judgement that was just made wants masked. */
  masksOf(decision: Decision): readonly ContentDetector[];
  /** What policies that only record would have masked. */
  countingOf(decision: Decision): Counting | undefined;
  /** Whether data may have to be masked, a file be protected or, where the answer may be one that is shown or saved, be marked or come in the viewer. */
  changesBodies(exchange: Identified, isShown: boolean): boolean;
  /** What must be known of a file's content first; undefined when nothing. */
  contentNeeds(
    exchange: Identified,
    activity: ActivityType,
    object: ActivityObject,
    files?: readonly FormFile[],
  ): ContentNeeds | undefined;
  /** Whether some policy hangs on what an upload is called. */
  asksUploadNames(): boolean;
  pageRules(exchange: Identified): readonly PageRule[];
  /** What any page may have to keep: nothing, rules, or rules that ask and marks. */
  pageGuards(): PageGuards;
  /** Whether a page of this exchange must show whose it is; frames, which nobody judges as views, too. */
  marksPage(exchange: Identified): boolean;
  /** Whether the tag of client certificates could change any policy's answer to this exchange. */
  asksForTag(exchange: Identified): boolean;
  /** Whether a policy is about it. */
  concerns(activity: ActivityType): boolean;
  /** Whether a policy, or the routing, may have a say in it in this app. */
  touches(exchange: Identified, activity: ActivityType): boolean;
  /** Counts as use of the app, for policies with an idle time. */
  used(exchange: Identified): void;
  /** Why somebody who is in an app would not be let in now; undefined where they would be. This is no use of the app, and a reason that was given stands. */
  refusesNow(exchange: Identified): Judgement | undefined;
  /** Where the session is routed in the app; undefined where there are no routing policies. */
  routeOf(exchange: Identified): Route | undefined;
  /** What a policy in force says to the user. */
  messageOf(policyId: string): Message | undefined;
  replace(written: WrittenPolicies): void;
  /** Calls `tell` after each replacement; the result takes it back. */
  whenReplaced(tell: () => void): () => void;
}

/** What changes bodies, and whose. */
const CHANGES = [
  ['redact', 'view'],
  ['protect', 'download'],
  ['watermark', 'view'],
  ['watermark', 'download'],
] as const;

/** Actions that let it happen now. */
const HAPPENS: ReadonlySet<Action> = new Set(['allow', 'audit', 'watermark', 'redact', 'protect']);

export function createPolicyDesk(written: WrittenPolicies, sources: FactSources, certificateTag: string): PolicyDesk {
  let set = compilePolicies(written.policies, written.routing);
  const followers = new Set<() => void>();
  let tagQuestion = createTagQuestion(conditioned(written), certificateTag);

  function judged(
    exchange: Identified,
    activity: ActivityType,
    object: ActivityObject,
    { answered = [], content, markable, maskable, protectable, files }: Known,
    how: typeof decide,
    counts = true,
  ): Judgement {
    const known = {
      ...(content === undefined ? {} : { content: content.findings }),
      ...(markable === undefined ? {} : { markable }),
      ...(maskable === undefined ? {} : { maskable }),
      ...(protectable === undefined ? {} : { protectable }),
    };
    const { facts, decision } = objectsOf(object, files)
      .map((each) => {
        const facts = { ...factsOf(exchange, activity, each, sources, set.rates), answered, ...known };
        return { facts, decision: how(set, facts) };
      })
      .reduce((strictest, each) => (strictness(each.decision) > strictness(strictest.decision) ? each : strictest));
    // What was stopped did not happen, so that somebody who keeps trying is let in again once the time is over.
    if (counts && HAPPENS.has(decision.action)) {
      sources.recent.done(userKey(exchange), activity, sources.now(), set.rates);
      if (activity === 'access') sources.lastUses.used(exchange.session, exchange.app.id, sources.now());
    }
    const judged = facts.object ?? object;
    return { activity, object: judged, decision, facts, ...(content === undefined ? {} : { content: content.record }) };
  }

  const previewed = (exchange: Identified): boolean =>
    mayPreview(set, {
      ...factsOf(exchange, 'download', { url: exchange.originUrl }, sources, set.rates),
      unmade: true,
    });

  // Programs with a token have no page that copies or prints.
  const ruled = (exchange: Identified): ViewerRules =>
    exchange.session.byToken
      ? UNRULED
      : viewerRules(set, factsOf(exchange, 'view', { url: exchange.originUrl }, sources, set.rates));

  return {
    mayPreview: previewed,
    previewsAny: () =>
      mayRuleViewers(set) || set.all.some(({ document }) => document.mode === 'active' && document.preview === true),
    viewerRules: ruled,
    judgeShown(exchange, object) {
      const decision = ruled(exchange).refusal;
      const facts = factsOf(exchange, 'view', object, sources, set.rates);
      return decision && { activity: 'view', object, decision, facts };
    },
    maySave(exchange, object) {
      const facts = factsOf(exchange, 'download', object, sources, set.rates);
      return contentNeeds(set, facts) !== undefined || !refuses(decide(set, facts).action);
    },
    judgePreview(exchange, object, content) {
      const known = content === undefined ? {} : { content: content.findings };
      const facts = { ...factsOf(exchange, 'download', object, sources, set.rates), ...known };
      const decision = decideOf('preview', set, facts);
      if (previewing(decision).length === 0) return undefined;
      return {
        activity: 'download',
        object,
        decision,
        facts,
        ...(content === undefined ? {} : { content: content.record }),
      };
    },
    judge: (exchange, activity, object, more = {}) => judged(exchange, activity, object, more, decide),
    judgeApart: (exchange, activity, object, more) => judged(exchange, activity, object, more, decide, false),
    judgeOnItsWay(exchange, activity, object, more, content) {
      const inForce = set;
      const { files, ...known } = more;
      const holds = (each: ActivityObject): boolean =>
        holdsFile(inForce, { ...factsOf(exchange, activity, each, sources, set.rates), ...known });
      if (objectsOf(object, files).some(holds)) return undefined;
      const judgement = judged(exchange, activity, object, more, decide);
      return {
        ...judgement,
        async settled() {
          const { findings, record } = await content();
          const found = { ...judgement.facts, content: findings };
          return {
            activity,
            object: judgement.object,
            decision: decide(inForce, found),
            facts: found,
            content: record,
          };
        },
      };
    },
    judgeInPage: (exchange, activity, object) => judged(exchange, activity, object, {}, decideInPage),
    judgeMasks(exchange, object, maskable) {
      const facts = { ...factsOf(exchange, 'view', object, sources, set.rates), maskable };
      const decision = decideOf('redact', set, facts);
      return decision.action === 'allow' ? undefined : { activity: 'view', object, decision, facts };
    },
    masksOf: (decision) => masksOf(set, decision),
    countingOf: (decision) => countingOf(set, decision),
    changesBodies: (exchange, isShown) =>
      (isShown && (previewed(exchange) || ruled(exchange).refusal !== undefined)) ||
      CHANGES.some(([action, activity]) => {
        if (action === 'watermark' && !isShown) return false;
        const facts = factsOf(exchange, activity, { url: exchange.originUrl }, sources, set.rates);
        return decideOf(action, set, facts).matches.some((match) => match.action === action);
      }),
    contentNeeds(exchange, activity, object, files) {
      const needs = objectsOf(object, files).flatMap(
        (each) => contentNeeds(set, factsOf(exchange, activity, each, sources, set.rates)) ?? [],
      );
      if (needs.length <= 1) return needs[0];
      const wanted = needs.flatMap(({ detectors }) => detectors);
      return {
        detectors: [...new Map(wanted.map((detector) => [detectorKey(detector), detector])).values()],
        malware: needs.some(({ malware }) => malware),
      };
    },
    asksUploadNames: () => asksUploadNames(set),
    pageRules: (exchange) => pageRules(set, factsOf(exchange, 'view', {}, sources, set.rates)),
    pageGuards: () => pageGuards(set),
    marksPage: (exchange) => marksPage(set, factsOf(exchange, 'view', { url: exchange.originUrl }, sources, set.rates)),
    asksForTag: (exchange) => tagQuestion(factsOf(exchange, 'view', {}, sources, set.rates)),
    concerns: (activity) => set.concerns(activity),
    touches: (exchange, activity) =>
      mayMatch(set, factsOf(exchange, activity, { url: exchange.originUrl }, sources, set.rates)),
    used: ({ session, app }) => sources.lastUses.used(session, app.id, sources.now()),
    refusesNow(exchange) {
      const object = { url: exchange.originUrl };
      const facts = factsOf(exchange, 'access', object, sources, set.rates);
      const decision = decide(set, facts);
      if (HAPPENS.has(decision.action) || decision.action === 'warn') return undefined;
      return { activity: 'access', object, decision, facts };
    },
    routeOf(exchange) {
      if (set.routing === undefined) return undefined;
      const { outcome, policies } = decideRoute(
        set.routing,
        set.begin(factsOf(exchange, 'access', {}, sources, set.rates)),
      );
      return { outcome, policies };
    },
    messageOf: (policyId) => set.all.find(({ document }) => document.id === policyId)?.document.message,
    replace(changed) {
      set = compilePolicies(changed.policies, changed.routing);
      tagQuestion = createTagQuestion(conditioned(changed), certificateTag);
      for (const tell of [...followers]) tell();
    },
    whenReplaced(tell) {
      followers.add(tell);
      return () => followers.delete(tell);
    },
  };
}

const strictness = ({ action }: Decision): number => ACTIONS.indexOf(action);

/** Policies of every kind, as far as their conditions go. */
function conditioned({ policies, routing }: WrittenPolicies): Parameters<typeof createTagQuestion>[0] {
  const routed = (routing?.policies ?? []).map((policy) => ({ mode: policy.mode, when: routingCondition(policy) }));
  return [...policies, ...routed];
}
