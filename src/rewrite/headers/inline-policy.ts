/** The base64 digest of a text in UTF-8 by a hash function of CSP: `sha256`, `sha384` or `sha512`. */
export type Digest = (algorithm: string, text: string) => string;

/** What the policies of a document, as its app wrote them, say of one kind of inline element. */
export interface InlinePolicies {
  /** Adds the policies of one field or meta element. `enforced` is false for those that only report. */
  add(value: string, enforced: boolean): void;
  /** Whether some policy names digests for elements of this kind. */
  isHashed(element: string): boolean;
  /** Whether some policy lets in event handlers or style attributes by digests. */
  hashesAttributes(): boolean;
  /** The digests named in some policy that a text has, each with the one of what the text becomes: `sha256-…`. */
  translated(text: string, rewritten: string): ReadonlyMap<string, string>;
  /** On the app's own text of an inline element; `nonce` is the element's. */
  judge(element: string, text: string, nonce: string | undefined): InlineVerdict;
  /** On a script file that its element knows by digests (CSP3 section 6.7.1.1): whether those let it in and no policy refuses it. */
  letsInFile(digests: string, nonce: string | undefined): boolean;
  /** Whether an enforced one has the page ask by `https` for what it names by `http`. */
  upgrades(): boolean;
}

/**
 * `refused` by an enforced policy; otherwise let in `by-digest`, which will not fit once the text is changed, so that the
 * gateway's nonce has to; or `allowed` in another way.
 */
export type InlineVerdict = 'refused' | 'by-digest' | 'allowed';

/** CSP3 section 6.8.4: directives that govern inline elements and attributes, the first that there is. */
const GOVERNING: Readonly<Record<string, readonly string[]>> = {
  script: ['script-src-elem', 'script-src', 'default-src'],
  style: ['style-src-elem', 'style-src', 'default-src'],
  'script attribute': ['script-src-attr', 'script-src', 'default-src'],
  'style attribute': ['style-src-attr', 'style-src', 'default-src'],
};
/** A digest among the sources: its function and its value. */
const HASH = /^'(sha256|sha384|sha512)-([A-Za-z0-9+/_-]+={0,2})'$/i;

/** Upgrade Insecure Requests section 3.1. */
export const UPGRADES = 'upgrade-insecure-requests';

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
    return sources.flatMap(hashOf).some((named) => {
      const [algorithm = ''] = named.split('-', 1);
      return named === `${algorithm}-${digest(algorithm, text)}`;
    });
  }

  return {
    add(value, enforced) {
      for (const policy of value.split(',')) policies.push({ enforced, directives: directivesOf(policy) });
    },
    upgrades: () => policies.some(({ enforced, directives }) => enforced && directives.has(UPGRADES)),
    isHashed: (element) => sourcesOf(element).some(({ sources }) => sources.some((each) => HASH.test(each))),
    hashesAttributes: () =>
      ['script attribute', 'style attribute'].some((each) =>
        sourcesOf(each).some(
          ({ sources }) =>
            sources.some((source) => source.toLowerCase() === "'unsafe-hashes'") &&
            sources.some((source) => HASH.test(source)),
        ),
      ),
    translated(text, rewritten) {
      const named = policies.flatMap(({ directives }) => [...directives.values()].flat()).flatMap(hashOf);
      const pairs = new Map<string, string>();
      for (const algorithm of new Set(named.map((each) => each.split('-', 1)[0]!))) {
        const own = `${algorithm}-${digest(algorithm, text)}`;
        if (named.includes(own)) pairs.set(own, `${algorithm}-${digest(algorithm, rewritten)}`);
      }
      return pairs;
    },
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
    letsInFile(digests, nonce) {
      const own = digests.split(/[\t\n\f\r ]+/).flatMap((each) => hashOf(`'${each.replace(/\?.*/, '')}'`));
      const byDigest = (sources: readonly string[]): boolean => {
        const named = new Set(sources.flatMap(hashOf));
        return own.length > 0 && own.every((each) => named.has(each));
      };
      const governing = sourcesOf('script');
      const isIn = (sources: readonly string[]): boolean =>
        byDigest(sources) || (!!nonce && sources.includes(`'nonce-${nonce}'`));
      return (
        governing.some(({ sources }) => byDigest(sources)) &&
        governing.every(({ enforced, sources }) => !enforced || isIn(sources))
      );
    },
  };
}

/** A source that is a digest, as `sha256-…` in the usual alphabet; nothing for any other. */
export function hashOf(source: string): readonly string[] {
  const [, algorithm, value = ''] = HASH.exec(source) ?? [];
  if (algorithm === undefined) return [];
  return [`${algorithm.toLowerCase()}-${value.replaceAll('-', '+').replaceAll('_', '/')}`];
}

/** CSP3 section 6.7.3.2: 'unsafe-inline' counts where there is no nonce, digest or 'strict-dynamic' beside it. */
function allowsAll(sources: readonly string[]): boolean {
  const strict = sources.some((each) => /^'(nonce-|sha(256|384|512)-|strict-dynamic'$)/i.test(each));
  return !strict && sources.some((each) => each.toLowerCase() === "'unsafe-inline'");
}

/** The directives of one policy: of two with one name the first counts (CSP3 section 2.2.1). */
export function directivesOf(policy: string): ReadonlyMap<string, readonly string[]> {
  const directives = new Map<string, readonly string[]>();
  for (const text of policy.split(';')) {
    const [name = '', ...sources] = text.split(/[\t\n\f\r ]+/).filter((each) => each !== '');
    const key = name.toLowerCase();
    if (!directives.has(key)) directives.set(key, sources);
  }
  return directives;
}
