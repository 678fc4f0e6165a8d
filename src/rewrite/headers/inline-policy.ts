/** The base64 digest of a text in UTF-8 by a hash function of CSP: `sha256`, `sha384` or `sha512`. */
export type Digest = (algorithm: string, text: string) => string;

/** What the policies of a document, as its app wrote them, say of one kind of inline element. */
export interface InlinePolicies {
  /** Adds the policies of one field or meta element. `enforced` is false for those that only report. */
  add(value: string, enforced: boolean): void;
  /** Whether some policy names digests for elements of this kind. */
  isHashed(element: string): boolean;
  /** On the app's own text of an inline element; `nonce` is the element's. */
  judge(element: string, text: string, nonce: string | undefined): InlineVerdict;
}

/**
 * `refused` by an enforced policy; otherwise let in `by-digest`, which will not fit once the text is changed, so that the
 * gateway's nonce has to; or `allowed` in another way.
 */
export type InlineVerdict = 'refused' | 'by-digest' | 'allowed';

/** CSP3 section 6.8.4: directives that govern inline elements, the first that there is. */
const GOVERNING: Readonly<Record<string, readonly string[]>> = {
  script: ['script-src-elem', 'script-src', 'default-src'],
  style: ['style-src-elem', 'style-src', 'default-src'],
};
const HASH = /^'(sha256|sha384|sha512)-([A-Za-z0-9+/_-]+={0,2})'$/i;

interface Policy {
  readonly enforced: boolean;
  readonly directives: ReadonlyMap<string, readonly string[]>;
}

export function createInlinePolicies(digest: Digest): InlinePolicies {
  const policies: Policy[] = [];
  /** Sources that govern an element, policy by policy; a policy without says nothing. */
  const sourcesOf = (element: string): readonly { readonly enforced: boolean; readonly sources: readonly string[] }[] =>
    policies.flatMap(({ enforced, directives }) => {
      const name = GOVERNING[element]?.find((each) => directives.has(each));
      return name === undefined ? [] : [{ enforced, sources: directives.get(name) ?? [] }];
    });

  function hasDigest(sources: readonly string[], text: string): boolean {
    return sources.some((source) => {
      const [, algorithm = '', value = ''] = HASH.exec(source) ?? [];
      const plain = value.replaceAll('-', '+').replaceAll('_', '/');
      return algorithm !== '' && digest(algorithm.toLowerCase(), text) === plain;
    });
  }

  return {
    add(value, enforced) {
      for (const policy of value.split(',')) policies.push({ enforced, directives: directivesOf(policy) });
    },
    isHashed: (element) => sourcesOf(element).some(({ sources }) => sources.some((each) => HASH.test(each))),
    judge(element, text, nonce) {
      let byDigest = false;
      for (const { enforced, sources } of sourcesOf(element)) {
        const has = hasDigest(sources, text);
        byDigest ||= has;
        const isIn = has || allowsAll(sources) || (!!nonce && sources.includes(`'nonce-${nonce}'`));
        if (enforced && !isIn) return 'refused';
      }
      return byDigest ? 'by-digest' : 'allowed';
    },
  };
}

/** CSP3 section 6.7.3.2: 'unsafe-inline' counts where there is no nonce, digest or 'strict-dynamic' beside it. */
function allowsAll(sources: readonly string[]): boolean {
  const strict = sources.some((each) => /^'(nonce-|sha(256|384|512)-|strict-dynamic'$)/i.test(each));
  return !strict && sources.some((each) => each.toLowerCase() === "'unsafe-inline'");
}

function directivesOf(policy: string): ReadonlyMap<string, readonly string[]> {
  const directives = new Map<string, readonly string[]>();
  for (const text of policy.split(';')) {
    const [name = '', ...sources] = text.split(/[\t\n\f\r ]+/).filter((each) => each !== '');
    const key = name.toLowerCase();
    if (!directives.has(key)) directives.set(key, sources);
  }
  return directives;
}
