import type { FactorFault } from '../../../identity/factors/factor-pages.ts';
import type { FailureCode } from '../../../model/failure.ts';
import type { Template } from './fill.ts';

/** What did not happen; `{file}` is the name of a file, an item or a recipient. */
interface Refused {
  readonly title: Template;
  readonly named: Template;
  readonly unnamed: Template;
}

/** With the name `{file}` and without one; `{app}` in both. */
interface Lead {
  readonly named: Template;
  readonly unnamed: Template;
}

/** A page that somebody waits on, with a button for browsers without script. */
interface Waiting {
  readonly title: Template;
  readonly text: Template;
  readonly go: Template;
}

interface Step {
  readonly title: Template;
  readonly ask: Template;
  readonly label: Template;
}

/** What the gateway's pages say in one language. */
interface FactorStep {
  readonly title: Template;
  readonly text: Template;
  readonly go: Template;
}

export interface Texts {
  readonly labels: {
    readonly app: Template;
    readonly policy: Template;
    readonly file: Template;
    readonly reference: Template;
  };
  /** `{id}` */
  readonly reference: Template;
  /** `{app}` */
  readonly back: Template;
  readonly blocked: Readonly<
    Record<
      'download' | 'upload' | 'send-message' | 'edit-item' | 'delete-item' | 'share-item' | 'view' | 'otherwise',
      Refused
    >
  >;
  /** Where the administrator says nothing. */
  readonly notAllowed: Template;
  /** Of a file that nobody could look into. */
  readonly unread: Template;
  /** To a mobile or desktop app: `{app}`, and the address `{url}`. */
  readonly onlyBrowsers: Template;
  readonly confirmation: {
    readonly title: Template;
    readonly lead: Readonly<Record<'download' | 'upload' | 'view' | 'otherwise', Lead>>;
    readonly text: Template;
    readonly reason: Template;
    readonly missing: Template;
    readonly go: Template;
  };
  readonly confirmed: {
    readonly title: Template;
    readonly again: Template;
    readonly comes: Template;
    readonly get: Template;
  };
  readonly interrupted: Readonly<Record<'warn' | 'step-up' | 'protect', Step>> & { readonly lost: Lead };
  readonly failures: Readonly<Record<FailureCode, { readonly title: Template; readonly text: Template }>>;
  readonly again: Template;
  readonly signInAgain: Template;
  readonly begin: Waiting;
  /** `{app}` */
  readonly opening: Waiting;
  readonly leave: Waiting;
  /** A form that is kept until its user is signed in again; `{app}` */
  readonly resend: {
    readonly title: Template;
    readonly text: Template;
    readonly sending: Template;
    readonly go: Template;
    readonly now: Template;
  };
  /** A form that is kept until its user has given a reason; `{app}` */
  readonly resendGiven: {
    readonly text: Template;
    readonly sending: Template;
    readonly go: Template;
    readonly now: Template;
  };
  /** `{app}` */
  readonly resumed: { readonly title: Template; readonly text: Template };
  /** `{user}` */
  readonly signOut: {
    readonly title: Template;
    readonly text: Template;
    readonly go: Template;
    readonly stay: Template;
  };
  readonly signedOut: { readonly title: Template; readonly text: Template; readonly back: Template };
  readonly protection: {
    readonly title: Template;
    readonly lead: Lead;
    readonly text: Template;
    readonly go: Template;
  };
  readonly passphrase: {
    readonly title: Template;
    readonly opens: Lead;
    readonly again: Template;
    readonly once: Template;
    readonly get: Template;
  };
  /** Second factors; `{user}` where it is said who is asked. */
  readonly factor: {
    readonly faults: Readonly<Record<FactorFault, Template>>;
    readonly ask: FactorStep & { readonly code: Template };
    readonly enrol: FactorStep & { readonly code: Template; readonly secret: Template; readonly picture: Template };
    readonly key: Readonly<Record<'ask' | 'enrol', FactorStep>> & {
      readonly unscripted: Template;
      readonly unable: Template;
      readonly silent: Template;
      readonly instead: Readonly<Record<'ask' | 'enrol', Template>>;
    };
    readonly enrolled: { readonly title: Template; readonly text: Template; readonly go: Template };
  };
  readonly placeholder: { readonly waits: Template; readonly instead: Template; readonly open: Template };
  /** `{app}` in the title and on the button. */
  readonly notice: {
    readonly title: Template;
    readonly text: Template;
    readonly hide: Template;
    readonly go: Template;
  };
}
