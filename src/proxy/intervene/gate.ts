import type { Readable } from 'node:stream';
import type { OpenSession } from '../../identity/session-store.ts';
import type { ActivityObject, ActivityType } from '../../model/activity.ts';
import type { Findings } from '../../model/content.ts';
import type { ProtectDemand } from '../../model/decision.ts';
import type { Identified, Judgement, Reply } from '../../model/exchange.ts';
import type { HostMap } from '../../model/host-map.ts';
import type { ContentDetector } from '../../policy/content-document.ts';
import type { Counting } from '../../policy/decide.ts';
import type { ContentDesk, FileOnItsWay } from '../content/content-desk.ts';
import { contentRecord } from '../content/content-record.ts';
import type { HeldForm } from '../content/hold-form.ts';
import { markText } from '../gateway-routes/mark-text.ts';
import type { Refusals } from '../refusals.ts';
import { turnsAway } from '../stages/facts.ts';
import type { Known, PolicyDesk } from '../stages/policy-desk.ts';
import type { Previews } from '../viewer/previews.ts';
import type { Confirmations } from './confirmations.ts';
import { leadOut } from './lead-out.ts';
import { leaveOut, type RestOfForm } from './leave-out.ts';
import type { Protections } from './protections.ts';
import { isTurnedAway, refuseNative } from './refuse-native.ts';
import { refuseProgram } from './refuse-program.ts';
import type { StepUps } from './step-ups.ts';

/** What the policies say of an activity, and what goes back to the browser when it may not go on now. */
export interface Passage {
  readonly judgement: Judgement;
  readonly reply: Reply | undefined;
  /** What detectors must not leave in it. */
  readonly masks: readonly ContentDetector[];
  /** What detectors would not have left in it, were their policies more than recording. */
  readonly counting?: Counting | undefined;
}

/** The passage of a file, whose body has not gone on. */
export interface FilePassage extends Passage {
  readonly body: Readable;
  /** Where it must be protected on its way. */
  readonly protection?: {
    readonly demand: ProtectDemand;
    readonly passphrase: string | undefined;
    /** Written over every page. */
    readonly stamp: string | undefined;
    /** What holds when it turns out that it cannot be. */
    readonly unprotectable: () => Promise<Passage>;
  };
}

/** Where policy is kept: asked by both enforcing stages, and by nobody else. */
export interface Gate {
  /** Whether anything is about entering the app for this client; without that nobody needs to be asked on every request. */
  readonly guardsEntry: (exchange: Identified) => boolean;
  /** Gives the body of an answer back that comes out masked. */
  readonly mask: ContentDesk['mask'];
  /** Gives it back as it is, and counts. */
  readonly count: ContentDesk['count'];
  /** Whether any policy is about it. */
  readonly guards: (activity: ActivityType) => boolean;
  pass(
    exchange: Identified,
    activity: ActivityType,
    object: ActivityObject,
    known?: Pick<Known, 'markable' | 'maskable' | 'protectable'>,
  ): Promise<Passage>;
  /**
   * The same of a file on its way, and of the words that an activity sends. Where a policy hangs on what is in it, the body is held until that is known, and not a byte
   * of it has gone anywhere; where a policy only records what is in it, it goes on while it is looked into; otherwise it is given back
   * untouched.
   */
  passFile(
    exchange: Identified,
    activity: ActivityType,
    object: ActivityObject,
    file: FileOnItsWay,
    known?: Pick<Known, 'markable' | 'maskable' | 'protectable' | 'files'>,
    open?: OpenSession,
  ): Promise<FilePassage>;
  /** Where policies hang on what a file is called: the files of a form, once all of it is here. */
  holdForm(body: Readable, contentType: string): Promise<HeldForm | undefined>;
  /** What may go of a form that was held and refused; takes its body. */
  leaveOut(exchange: Identified, refused: Judgement, form: Readable): Promise<RestOfForm | undefined>;
  /** The same of a PDF that is shown: what marks pages writes over it. */
  passShown(
    exchange: Identified,
    object: ActivityObject,
    body: Readable,
    known: Pick<Known, 'markable' | 'maskable'>,
  ): Promise<FilePassage>;
  /** Whether what is shown must show whose it is. */
  readonly marks: (exchange: Identified) => boolean;
  /** What goes back where a judgement refuses. */
  readonly refuse: (exchange: Identified, judgement: Judgement) => Reply;
  /** What may be looked at in the gateway's viewer, and not saved. */
  readonly previews: Previews;
  /** Gives a file back as the policies want it protected. */
  readonly protect: ContentDesk['protect'];
  /** What holds of an answer that nobody judges as an activity: data in it may have to be masked. Undefined where nothing does. */
  passMasks(
    exchange: Identified,
    object: ActivityObject,
    maskable: NonNullable<Known['maskable']>,
  ): Passage | undefined;
}

/** What the app has done and a question cannot take back: all that its answer told, but for what the answer brings. */
function isDone(exchange: Identified, { activity }: Judgement): boolean {
  return 'responseHeaders' in exchange && activity !== 'view' && activity !== 'download';
}

const CHANGED_ONLY: ProtectDemand = { key: 'none' };

export function createGate(
  policies: PolicyDesk,
  refusals: Refusals,
  confirmations: Confirmations,
  stepUps: StepUps,
  content: ContentDesk,
  hosts: HostMap,
  protections: Protections,
  previews: Previews,
): Gate {
  const blocked = (exchange: Identified, judgement: Judgement): Reply => {
    if (exchange.session.byToken) return refuseProgram(exchange, judgement);
    if (isTurnedAway(judgement)) return refuseNative(exchange, judgement, refusals);
    return refusals.blocked(exchange, judgement);
  };

  async function pass(
    exchange: Identified,
    activity: ActivityType,
    object: ActivityObject,
    known: Known,
  ): Promise<Passage> {
    const first = policies.judge(exchange, activity, object, known);
    const answered = first.decision.action === 'warn' ? await confirmations.take(exchange, first) : [];
    const judgement =
      answered.length === 0 ? first : policies.judge(exchange, activity, object, { ...known, answered });
    // Asked before anything can replace the policies that were just asked.
    const masks = policies.masksOf(judgement.decision);
    const counting = known.content === undefined ? policies.countingOf(judgement.decision) : undefined;
    return { judgement, reply: await replyTo(exchange, judgement), masks, counting };
  }

  /** Passes a file and, where it must be protected, asks for the key or brings it. */
  async function protecting(
    exchange: Identified,
    open: OpenSession | undefined,
    known: Known,
    body: Readable,
    activity: ActivityType,
    object: ActivityObject,
  ): Promise<FilePassage> {
    const passage = await pass(exchange, activity, object, known);
    const { protect, matches } = passage.judgement.decision;
    const isMarked = matches.some(({ action }) => action === 'watermark');
    const demand = protect ?? (isMarked ? CHANGED_ONLY : undefined);
    if (passage.reply !== undefined || demand === undefined) return { ...passage, body };
    const passphrase = demand.key === 'user' ? await protections.take(exchange, open) : undefined;
    if (demand.key === 'user' && passphrase === undefined) {
      const { judgement } = passage;
      const asked = exchange.session.byToken
        ? refuseProgram(exchange, judgement)
        : await protections.ask(exchange, judgement);
      return { ...passage, reply: asked, body };
    }
    const stamp = isMarked ? markText(exchange) : undefined;
    const none = { protectable: false, ...(isMarked ? { markable: false } : {}) };
    const unprotectable = () => pass(exchange, activity, object, { ...known, ...none });
    return { ...passage, body, protection: { demand, passphrase, stamp, unprotectable } };
  }

  async function replyTo(exchange: Identified, judgement: Judgement): Promise<Reply | undefined> {
    switch (judgement.decision.action) {
      case 'allow':
      case 'audit':
      case 'watermark':
      case 'redact':
      case 'protect':
        return judgement.activity === 'access' ? leadOut(exchange, judgement, hosts) : undefined;
      case 'warn':
        if (exchange.session.byToken) return refuseProgram(exchange, judgement);
        if (isDone(exchange, judgement)) return blocked(exchange, judgement);
        return confirmations.ask(exchange, judgement);
      case 'step-up':
        if (exchange.session.byToken) return refuseProgram(exchange, judgement);
        if (isDone(exchange, judgement)) return blocked(exchange, judgement);
        return stepUps.ask(exchange, judgement);
      case 'read-only':
      case 'block':
        return blocked(exchange, judgement);
    }
  }

  async function passFile(
    exchange: Identified,
    activity: ActivityType,
    object: ActivityObject,
    file: FileOnItsWay,
    told: Parameters<Gate['passFile']>[4] & object,
    open: OpenSession | undefined,
  ): Promise<FilePassage> {
    const needs = policies.contentNeeds(exchange, activity, object, told.files);
    if (needs === undefined) return protecting(exchange, open, told, file.body, activity, object);
    const known = (findings: Findings | undefined): NonNullable<Known['content']> => ({
      findings,
      record: contentRecord(findings, needs),
    });
    let findings = async (): Promise<Findings | undefined> => undefined;
    const judgement = file.isHere
      ? undefined
      : policies.judgeOnItsWay(exchange, activity, object, told, async () => known(await findings()));
    if (judgement !== undefined) {
      const watched = content.watch(needs, file);
      findings = watched.findings;
      return { judgement, reply: undefined, masks: [], body: watched.body };
    }
    const looked = await content.look(needs, file);
    const whole = known(looked.findings);
    const seen = looked.isPiece ? { ...whole, record: { ...whole.record, status: 'piece' } } : whole;
    const held = activity === 'download' ? exchange : { ...exchange, body: looked.body };
    return protecting(held, open, { ...told, content: seen }, looked.body, activity, object);
  }

  return {
    mask: content.mask,
    count: content.count,
    protect: content.protect,
    marks: policies.marksPage,
    previews,
    refuse: blocked,
    passShown: (exchange, object, body, known) => protecting(exchange, undefined, known, body, 'view', object),
    holdForm: async (body, contentType) =>
      policies.asksUploadNames() ? content.holdForm(body, contentType) : undefined,
    leaveOut: (exchange, refused, form) => leaveOut(exchange, refused, form, policies, content.parts),
    guardsEntry: (exchange) => policies.concerns('access') || turnsAway(exchange),
    guards: (activity) => policies.concerns(activity),
    pass: (exchange, activity, object, known = {}) => pass(exchange, activity, object, known),
    passMasks(exchange, object, maskable) {
      const judgement = policies.judgeMasks(exchange, object, maskable);
      if (judgement === undefined) return undefined;
      const reply = judgement.decision.action === 'block' ? blocked(exchange, judgement) : undefined;
      const { decision } = judgement;
      return { judgement, reply, masks: policies.masksOf(decision), counting: policies.countingOf(decision) };
    },
    async passFile(exchange, activity, object, file, told = {}, open = undefined) {
      const passage = await passFile(exchange, activity, object, file, told, open);
      if (file.place && passage.reply === undefined && policies.concerns('upload')) content.goesOn(file.place);
      return passage;
    },
  };
}
