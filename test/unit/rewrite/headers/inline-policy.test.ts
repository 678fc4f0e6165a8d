import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createInlinePolicies } from '../../../../src/rewrite/headers/inline-policy.ts';
import { createHtmlRewriter } from '../../../../src/rewrite/html/html-rewriter.ts';
import { fc } from '../../../support/properties.ts';

/** Stands for a digest: the text itself, letters only. */
const digest = (algorithm: string, text: string): string => algorithm.slice(3) + text.replace(/\W/g, '');
const policies = (...values: readonly string[]) => {
  const made = createInlinePolicies(digest);
  for (const value of values) made.add(value.replace(/^RO /, ''), !value.startsWith('RO '));
  return made;
};

describe('inline text that a policy knows by its digest', () => {
  const cases: readonly (readonly [values: readonly string[], nonce: string | undefined, needs: boolean])[] = [
    [["script-src 'sha256-256run'"], undefined, true],
    [["script-src 'SHA256-256run'"], undefined, true],
    [["default-src 'sha512-512run'"], undefined, true],
    [["script-src 'sha256-256other'"], undefined, false],
    [["script-src 'sha256-512run'"], undefined, false],
    [["script-src 'self'", "script-src 'sha256-256run'"], undefined, false],
    [["script-src 'self', script-src 'sha256-256run'"], undefined, false],
    [["script-src 'unsafe-inline'", "script-src 'sha256-256run'"], undefined, true],
    [["script-src 'unsafe-inline' 'nonce-a'", "script-src 'sha256-256run'"], undefined, false],
    [["script-src 'unsafe-inline' 'nonce-a'", "script-src 'sha256-256run'"], 'a', true],
    [["script-src 'nonce-'", "script-src 'sha256-256run'"], '', false],
    [["img-src 'none'", "script-src 'sha256-256run'"], undefined, true],
    [["script-src 'sha256-256run'; script-src-elem 'self'"], undefined, false],
    [["style-src 'sha256-256run'"], undefined, false],
    [["RO script-src 'self'", "script-src 'sha256-256run'"], undefined, true],
    [["script-src 'self'", "RO script-src 'sha256-256run'"], undefined, false],
    [["RO script-src 'sha256-256run'"], undefined, true],
  ];
  for (const [values, nonce, needs] of cases)
    test(`${values.join(' + ')} ${nonce ?? ''}`, () =>
      assert.equal(policies(...values).judge('script', 'run', nonce) === 'by-digest', needs));

  test('a nonce goes before the tag’s own attributes, and only where the text changes; wherever the page is split', () => {
    const known = policies("script-src 'sha256-256run' 'sha256-256same'; style-src 'sha256-256sheet'");
    const rewriter = () =>
      createHtmlRewriter({
        head: '',
        url: (each) => each.replace('//a.test', '//b.test'),
        script: (text) => (text === 'run' ? [{ start: 0, end: 3, text: 'RAN' }] : []),
        decode: (bytes) => bytes,
        encode: (text) => text,
        inline: {
          isHashed: known.isHashed,
          nonceFor: (element, text, nonce) =>
            known.judge(element, text, nonce) === 'by-digest' ? { nonce: 'N' } : undefined,
          nonceForFile: (digests, nonce) => (known.letsInFile(digests, nonce) ? { nonce: 'N' } : undefined),
        },
        integrity: ({ url, digests }) => (url.includes('changed') ? `${digests} more` : digests),
      });
    const page =
      '<script id=a nonce=x data-src="//a.test">run</script><script>same</script><script src="//a.test/s"></script><script>run</script ><svg><script>run</script></svg><style>/**/</style><link rel=preload as=script href=/changed integrity=sha256-256run><script src=/changed integrity=sha256-256run nonce=x></script><script src=/s integrity=sha256-256run></script><script src=/changed integrity=sha256-other></script><script>run';
    const expected =
      '<script nonce="N" id=a nonce=x data-src="//a.test">RAN</script><script>same</script><script src="//b.test/s"></script><script nonce="N">RAN</script ><svg><script>RAN</script></svg><style>/**/</style><link nonce="N" rel=preload as=script href=/changed integrity="sha256-256run more"><script nonce="N" src=/changed integrity="sha256-256run more" nonce=x></script><script src=/s integrity=sha256-256run></script><script src=/changed integrity="sha256-other more"></script><script>run';
    fc.assert(
      fc.property(fc.array(fc.nat(page.length), { maxLength: 6 }), (places) => {
        const { write, end } = rewriter();
        const cuts = [0, ...places.toSorted((a, b) => a - b), page.length];
        const out = cuts.slice(1).map((to, at) => write(page.slice(cuts[at], to)));
        assert.equal(out.join('') + end(), expected);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a script file that a policy knows by its digests', () => {
  const cases: readonly (readonly [
    values: readonly string[],
    digests: string,
    nonce: string | undefined,
    lets: boolean,
  ])[] = [
    [["script-src 'sha256-a'"], 'sha256-a', undefined, true],
    [["default-src 'SHA256-a' 'sha512-b'"], ' sha256-a\tsha512-b?x ', undefined, true],
    [["script-src 'sha256-a'"], 'sha256-a sha999-b', undefined, true],
    [["script-src 'sha256-a'"], 'sha256-a sha256-b', undefined, false],
    [["script-src 'sha256-a'"], '', undefined, false],
    [["script-src 'sha256-a'; script-src-elem 'self'"], 'sha256-a', undefined, false],
    [["script-src 'sha256-a'", "script-src 'self'"], 'sha256-a', undefined, false],
    [["script-src 'sha256-a', script-src 'none'"], 'sha256-a', undefined, false],
    [["script-src 'sha256-a'", "script-src 'nonce-n'"], 'sha256-a', 'n', true],
    [["script-src 'sha256-a'", "script-src 'nonce-n'"], 'sha256-a', 'm', false],
    [["script-src 'nonce-n'"], 'sha256-a', 'n', false],
    [["script-src 'sha256-a'", "RO script-src 'self'"], 'sha256-a', undefined, true],
    [["img-src 'sha256-a'"], 'sha256-a', undefined, false],
  ];
  for (const [values, digests, nonce, lets] of cases)
    test(`${values.join(' + ')} ${digests} ${nonce ?? ''}`, () =>
      assert.equal(policies(...values).letsInFile(digests, nonce), lets));
});

describe('attributes that a policy knows by their digests', () => {
  const cases: readonly (readonly [value: string, lets: boolean])[] = [
    ["script-src 'unsafe-hashes' 'sha256-256run'", true],
    ["default-src 'UNSAFE-HASHES' 'sha512-x'", true],
    ["style-src-attr 'unsafe-hashes' 'sha256-x'", true],
    ["script-src 'sha256-256run'", false],
    ["script-src 'unsafe-hashes' 'self'", false],
    ["script-src 'unsafe-hashes' 'sha256-x'; script-src-attr 'none'; style-src 'none'", false],
    ["script-src-elem 'unsafe-hashes' 'sha256-x'", false],
    ["img-src 'self'", false],
  ];
  for (const [value, lets] of cases) test(value, () => assert.equal(policies(value).hashesAttributes(), lets));

  test('only a text with a digest that is named has one for what it becomes, by the same functions', () => {
    const made = policies("script-src 'sha256-256run' 'SHA512-512run'; style-src 'sha384-384other'");
    assert.deepEqual(
      [...made.translated('run', 'ran')],
      [
        ['sha256-256run', 'sha256-256ran'],
        ['sha512-512run', 'sha512-512ran'],
      ],
    );
    assert.deepEqual([...made.translated('evil', 'run')], []);
  });
});
