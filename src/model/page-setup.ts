import type { PageRule } from './decision.ts';
import type { HostTable } from './host-map.ts';
import type { PageWords } from './page-words.ts';

/** What the gateway tells the page runtime, as JSON in the injected script element. */
export interface PageSetup {
  readonly hosts: HostTable;
  /** Serialized origin the page believes it is on: `https://wiki.corp.test`. */
  readonly origin: string;
  /** What a Domain of its cookies must end with: its registrable domain, or its host where there is none. */
  readonly site: string;
  /** The app's origins and the grants by which style sheets and modules load from them (src/rewrite/grant-url.ts). */
  readonly grants: {
    readonly origins: readonly string[];
    readonly font: string;
    readonly image: string;
    readonly media: string;
    readonly module: string;
    /** For all other parts of the page, where it loads them without credentials. */
    readonly part?: string;
    /** For all that a document in a sandbox without its origin loads. */
    readonly opaque: string;
  };
  /** Set where a policy in the page's fields forbids `eval`, or reports it: the runtime then leaves it to the page. */
  readonly watchesEval?: true;
  /** Set where a policy in the page's fields has it ask by `https` for what it names by `http`. */
  readonly upgrades?: true;
  /** Guards to install before any page script runs. */
  readonly rules: readonly PageRule[];
  /** Name shown in notices. */
  readonly appName: string;
  /** What notices say, where not in English. */
  readonly words?: PageWords;
  /** What the page shows over everything, where a policy asks for a mark. */
  readonly mark?: string;
  /** Of a page that shows a text, a picture, a film or a sound alone: its media type, as the document's. */
  readonly alone?: string;
  /** Files that were left out of the form which led to the page, and why: a line each. */
  readonly leftOut?: string;
  /** Where there are rules: the request that brought the document, since policies may look at it. */
  readonly request?: { readonly method: string; readonly path: string };
  /** Exchange id of the document: what a notice shows and a report quotes. */
  readonly exchangeId: string;
}

/** Activities that a page's guards watch. */
export const GUARDED_ACTIVITIES = [
  'copy',
  'cut',
  'paste',
  'print',
  'download',
  'upload',
] as const satisfies readonly PageRule['activity'][];

/** What the page reports back: POST /.well-known/sallyport/report, JSON, same origin only. */
export interface PageReport {
  readonly activity: PageRule['activity'];
  readonly exchangeId: string;
  /** What brought the document. */
  readonly request?: NonNullable<PageSetup['request']>;
  /** Characters or bytes concerned, where known; never the content itself. */
  readonly size?: number;
  readonly objectName?: string;
}

/**
 * What the page asks before it lets something go: POST /.well-known/sallyport/verdict, same origin only. The content is the body; this is
 * the field `sallyport-question`, JSON in percent-encoding. The answer is the text `pass`, or `stop` and behind a line break the message.
 */
export interface PageQuestion {
  readonly activity: PageRule['activity'];
  /** Empty in a worker. */
  readonly exchangeId: string;
  readonly request: NonNullable<PageSetup['request']>;
  /** Characters or bytes. */
  readonly size?: number;
  readonly name?: string;
  readonly type?: string;
  /** There is something that the page could not send. */
  readonly unread?: true;
}
export const QUESTION_ROUTE = 'verdict';
/** Whether the session of an open page stands: GET /.well-known/sallyport/standing gives 204, or what any request without a session gets. */
export const STANDING_ROUTE = 'standing';
export const QUESTION_FIELD = 'sallyport-question';
/** Bytes of content; more is unread. */
export const MAX_QUESTION = 64 * 1024 * 1024;
