import type { ActivityObject, ActivityType, ContentRecord, ProfileMatch } from './activity.ts';
import type { AppHost, ProtectedApp } from './app.ts';
import type { PresentedCertificate } from './certificate.ts';
import type { Decision, Facts } from './decision.ts';
import type { HeaderList } from './headers.ts';
import type { Session } from './identity.ts';

/** A streamed body. Node's Readable is one; pulling the next chunk is what lets the sender send it (back-pressure). */
export type Body = AsyncIterable<Uint8Array>;

/** A request as it came from the socket, parsed once; every later stage and every policy sees this same view. */
export interface Inbound {
  /** Exchange id: 128 bits, base64url. Shown to the user, key of every log row. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly method: string;
  /** `:authority` or Host, lower case, as the browser sent it. */
  readonly authority: string;
  /** Request target: path and query exactly as sent; always begins with `/`. */
  readonly target: string;
  /** The mark that was taken off the target (src/rewrite/mark.ts). */
  readonly mark?: string;
  readonly headers: HeaderList;
  readonly body: Body | undefined;
  /** Address of the client, v4-mapped v6 written as v4. */
  readonly remoteAddress: string;
  readonly httpVersion: '1.0' | '1.1' | '2';
  /** Set on a connection of the device host: the browser was asked for a certificate, and this is what it gave. */
  readonly asked?: { readonly certificate: PresentedCertificate | undefined };
}

/** An Inbound that belongs to a protected app. */
export interface Routed extends Inbound {
  readonly app: ProtectedApp;
  readonly host: AppHost;
  /** What the app's own URL would be: `https://wiki.corp.test/a?b`. */
  readonly originUrl: string;
}

export interface Identified extends Routed {
  readonly session: Session;
}

/** An activity that was recognised, what it was about, and what the policies say of it. */
export interface Judgement {
  readonly activity: ActivityType;
  readonly object: ActivityObject;
  readonly decision: Decision;
  /** What was decided on. */
  readonly facts: Facts;
  /** Set where it is shown in the gateway's own viewer. */
  readonly previewed?: true;
  /** Where somebody had to look into the file. */
  readonly content?: ContentRecord;
  /** Where data is masked on its way: how much of it, so far. */
  readonly masked?: () => Pick<ContentRecord, 'matches'>;
  /** Where data would be masked by policies that only record: how much of it, so far. */
  readonly counted?: {
    readonly policies: readonly string[];
    readonly found: () => Pick<ContentRecord, 'status' | 'matches'>;
  };
  /** Where somebody looks into the file while it goes on: what is judged of it once that is over. */
  readonly settled?: () => Promise<Judgement>;
}

/** An Identified that may go to the upstream. `upload` is set when the request is one. */
export interface Permitted extends Identified {
  readonly upload: Judgement | undefined;
  /** Files of its form that were cut out, and what the policies say of each. */
  readonly leftOut?: readonly Judgement[];
  /** What the app's profile will make of it once the answer's status and header are there. */
  readonly expected?: (status: number, headers: HeaderList) => readonly ProfileMatch[];
}

/** The upstream's answer. `trailers` resolves after the last body byte. */
export interface Answered extends Permitted {
  readonly status: number;
  readonly responseHeaders: HeaderList;
  readonly responseBody: Body;
  readonly trailers: Promise<HeaderList>;
}

/** An Answered that may go to the browser. `judgement` is set when the answer is a download or a view that was judged. */
export interface Screened extends Answered {
  /** Where frames of a page may be led to the gateway's viewer: its source, as policies of content name it. */
  readonly viewer?: string;
  /** Media type of what the app sent, where a page of the gateway's own shows it: a text, a picture, a film. */
  readonly alone?: string;
  /** What its page tells of files that were left out of a form; asked once the page is written. */
  readonly leftOutHere?: () => string | undefined;
  readonly judgement: Judgement | undefined;
}

/** What goes back to the socket. */
export interface Reply {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Body | string | undefined;
  readonly trailers?: Promise<HeaderList>;
  /** Nothing of it is sent: the connection, in HTTP/2 the stream, ends instead, as the app's did. */
  readonly isBrokenOff?: true;
}
