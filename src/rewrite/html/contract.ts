import type { Splice } from '../../model/rewriter.ts';
import type { GrantUrl } from '../grant-url.ts';
import type { CheckedResource } from './integrity.ts';

/** A nonce for an inline element. */
export interface InlineNonce {
  readonly nonce: string;
}

/** How the text of a script is read: as a classic script, as a module, as the body of an event handler. */
export type InlineGoal = 'script' | 'module' | 'handler' | 'url';

/** What a document is rewritten with. Every function is total; texts are binary strings unless said otherwise. */
export interface HtmlOptions {
  /** Origin URL to suffix URL; everything else comes back as it is (`HostMap.toSuffix`). */
  readonly url: (url: string) => string;
  /** Whether what the document names by `http` is asked for by `https`, by a policy that has come so far. */
  readonly upgrades?: () => boolean;
  /** An attribute selector of a style sheet (css/attribute-tests.ts); without it they stay. */
  readonly selector?: (test: string) => string;
  /** Whether a suffix URL is of the document's own origin, where credentials go along anyway. */
  readonly own?: (url: string) => boolean;
  /** Puts grants into suffix URLs that are fetched without credentials whatever is asked for: fonts, masks, modules. */
  readonly grant?: GrantUrl;
  /** Whether whatever the page loads from another origin is fetched without credentials, so that it needs a grant. */
  readonly parts?: boolean;
  /** Whether the document is in a sandbox without its origin: all that it loads is then from another one, relative URLs too. */
  readonly isOpaque?: boolean;
  /** What differs in a document within this one that is in such a sandbox. */
  readonly sandboxed?: () => Pick<HtmlOptions, 'grant' | 'parts' | 'isOpaque' | 'own' | 'script'>;
  /** The same for one whose URL is a `data:` one: no relative URL leads from there to what brings the runtime. */
  readonly ofData?: () => Pick<HtmlOptions, 'head'>;
  /** Rewrites one that is read as XML; without it those in URLs stay. */
  readonly xml?: (text: string, options: HtmlOptions) => string;
  /** Markup put in as the first child of head; '' for none. */
  readonly head: string;
  /** Whether a document of nothing but blanks gets that too: one that a window shows, where script may make a page of it. */
  readonly fillsBlank?: boolean;
  /** Splices over the script text given. */
  readonly script: (source: string, goal: InlineGoal) => readonly Splice[];
  /**
   * For a script that is too large to rewrite here: what stands for its whole text until it has been. Undefined for one that is
   * rewritten at once. Asked for those of the HTML document itself, whose text goes out unescaped; `source` is as it stands there.
   */
  readonly later?: (source: string, goal: InlineGoal) => string | undefined;
  /** Bytes as text in the document's charset, undefined when they are none. Asked only for scripts that are not ASCII. */
  readonly decode: (bytes: string) => string | undefined;
  /** The way back; undefined when the charset cannot say it. */
  readonly encode: (text: string) => string | undefined;
  /** Maps the policy of a `<meta http-equiv=content-security-policy>`. */
  readonly cspMeta?: (content: string) => string;
  /**
   * The digests that a script or style sheet has once it comes through the gateway, for those that the page knows it by.
   * What it answers goes into the page as it is; it may stand for what is not known yet.
   */
  readonly integrity?: (resource: CheckedResource) => string;
  /**
   * For documents whose policy names digests of inline elements: `isHashed` says whether elements of a kind (`script`,
   * `style`) are held until their text is known; `nonceFor`, which nonce an element gets whose text changes, if any;
   * `refused` is for one that does not run anyway, so that its text stays; `nonceForFile`, the one of an element that loads a
   * script whose digests let it in, where the gateway gives it others.
   */
  readonly inline?: {
    readonly isHashed: (element: string) => boolean;
    readonly nonceFor: (
      element: string,
      text: string,
      nonce: string | undefined,
    ) => InlineNonce | 'refused' | undefined;
    readonly nonceForFile: (digests: string, nonce: string | undefined) => InlineNonce | undefined;
  };
  /** Told of inline code and styles whose text is changed, but for elements of HTML: as they are and as they become. */
  readonly changed?: (text: string, rewritten: string) => void;
  /** Told of the URL that relative ones are resolved against, as the page has it. */
  readonly base?: (url: string) => void;
}
