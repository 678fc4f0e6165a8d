import type { ActivityObject, ActivityType, EnforcementPoint } from './activity.ts';
import type { Findings } from './content.ts';
import type { Message } from './message.ts';
import type { Action, PolicyMatch } from './policy-match.ts';
import type { Route } from './route.ts';

/** A fact that may be missing. `undefined` is the value *unknown* (law 6), never "no". */
export type Fact<T> = T | undefined;

export const RISK_LEVELS = ['low', 'medium', 'high'] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

/** How strong the sign-in was. `at`: epoch milliseconds, of the last sign-in and of each strength; missing where nobody told. */
export interface AuthenticationFacts {
  readonly at?: number;
  readonly strengths?: ReadonlyArray<{ readonly name: string; readonly at?: number }>;
  /** Second factors shown to the gateway itself, apart from what a provider says: no claim can pass for one. */
  readonly factors?: ReadonlyArray<{ readonly name: FactorKind; readonly at: number }>;
}

/** Second factors that the gateway checks itself. */
export const FACTOR_KINDS = ['totp', 'webauthn'] as const;
export type FactorKind = (typeof FACTOR_KINDS)[number];

/** How often the user did something in the last `within` milliseconds, this time included. */
export interface RecentCount {
  readonly activity: ActivityType;
  readonly within: number;
  readonly count: number;
}

/** Everything a policy may look at. Pure data: made by the pipeline, stored with the row, replayable by `explain`. */
export interface Facts {
  readonly activity: ActivityType;
  readonly appId: string;
  /** Epoch milliseconds. */
  readonly at?: Fact<number>;
  readonly user: Fact<string>;
  readonly groups: Fact<readonly string[]>;
  readonly risk?: Fact<RiskLevel>;
  readonly authentication?: Fact<AuthenticationFacts>;
  readonly deviceTags: Fact<readonly string[]>;
  /** A tag that is known or unknown apart from the others: that of client certificates. */
  readonly certificateTag?: { readonly tag: string; readonly held: Fact<boolean> };
  readonly userAgent?: Fact<string>;
  /** Set where an access token and no session showed who it is: no browser comes so, whatever the user agent says. */
  readonly byToken?: true;
  /** Set where the app is for browsers and a client with a session calls itself none. */
  readonly onlyBrowsers?: true;
  readonly firstSeen?: Fact<{ readonly device?: boolean; readonly country?: boolean }>;
  readonly ip: Fact<string>;
  /** Names, categories and tags of the configured networks that hold the address. */
  readonly networks?: Fact<readonly string[]>;
  /** ISO 3166-1 alpha-2. */
  readonly country?: Fact<string>;
  /** Whom the address is registered for. */
  readonly isp?: Fact<string>;
  /** Epoch milliseconds of the request before in this session and app that was let in. */
  readonly lastUsed?: Fact<number>;
  readonly method?: Fact<string>;
  /** Path of the app's own URL, without query. */
  readonly path?: Fact<string>;
  readonly object?: ActivityObject;
  /** What is in the file; `unread` while nobody has looked. */
  readonly content?: Fact<Findings> | 'unread';
  /** Set while no file is there that could have a name, a type or a size: a page that may make one. */
  readonly unmade?: true;
  readonly recent?: Fact<readonly RecentCount[]>;
  /** Whether the page runtime can put a mark on it; only `false` is told apart from marking. */
  readonly markable?: boolean;
  /**
   * Whether what detectors find in it can be masked: in what is no text (pictures, code) there is nothing to mask, and where nobody can
   * tell what there is, `unreadable`.
   */
  readonly maskable?: 'text' | 'no-text' | 'unreadable';
  /** Whether it can be encrypted; only `false` is told apart. */
  readonly protectable?: boolean;
  /** Policies whose warning the user has answered for this very exchange. */
  readonly answered?: readonly string[];
}

/**
 * What a step-up asks for: one of these strengths, and a sign-in not older than so many milliseconds; or a second factor, shown to
 * the gateway within that time.
 */
export interface StepUpDemand {
  readonly strengths: readonly string[];
  readonly factor?: FactorKind | 'any';
  readonly maxAge?: number;
  /** Milliseconds that the session may have been unused in the app, and the sign-in be old where it was longer. */
  readonly idle?: number;
}

/** What becomes of a file on its way to the user. */
export interface ProtectDemand {
  /** Who holds the key: the user, who is shown a passphrase; the organisation, which has one; nobody, so that the file is changed only. */
  readonly key: 'user' | 'organisation' | 'none';
  /** What is taken out: macros and scripts, and what tells of its author. */
  readonly strip?: readonly ('macros' | 'metadata')[];
  /** Written into documents that have a place for it. GUIDs in lower case. */
  readonly label?: { readonly id: string; readonly siteId: string; readonly name: string };
}

/** What decide() answers. `matches` holds every policy that matched, strictest first. */
export interface Decision {
  readonly action: Action;
  readonly message?: Message;
  readonly matches: readonly PolicyMatch[];
  /** Set with the action `step-up`. */
  readonly stepUp?: StepUpDemand;
  /** Set with the action `protect`. */
  readonly protect?: ProtectDemand;
  /** Where there are routing policies. */
  readonly route?: Route;
}

/** What the page runtime must guard on this page: activity -> the message to show. Only blocked or monitored ones are listed. */
export interface PageRule {
  readonly activity: 'copy' | 'cut' | 'paste' | 'print' | 'download' | 'upload';
  /** `ask`: what it comes to hangs on what is copied, pasted, printed or saved, and the gateway says for each. */
  readonly action: 'audit' | 'ask' | 'block';
  /** Of `ask`: what holds where the gateway cannot be asked, or cannot look. */
  readonly otherwise?: 'audit' | 'block';
  /** Of `block` on copy, cut and paste: what is copied in the app may be pasted in it. */
  readonly within?: 'app';
  /** Plain text. */
  readonly message?: string;
}

/** A page-side or gateway-side enforcement, for the log. */
export interface Enforcement {
  readonly by: EnforcementPoint;
  readonly decision: Decision;
}
