import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../../support/properties.ts';
import { type Outcome, rewrite, runIn } from './fake-realm.ts';

/** What the object of a `with` has, and whether it says of other names that it has them. */
const OBJECTS = [
  '{}',
  '{ location: { href: "own" } }',
  '{ location: given.location }',
  '{ eval: given.eval }',
  '{ eval: given.eval, location: { href: "own" } }',
  '{ eval: () => "own" }',
  '{ x: 1, get location() { step("getter"); return 5 } }',
  '{ [Symbol.unscopables]: { location: true }, location: 7, eval: 8 }',
] as const;
const CLAIMS = [
  'undefined',
  '(name) => name === "location"',
  '(name) => !["given", "step", "thrown", "spy"].includes(name)',
] as const;

const leaf = fc.constantFrom(
  'location',
  'location.href',
  'typeof location',
  'delete location',
  'location = "https://app.test/there"',
  'location += "x"',
  '[location] = ["https://app.test/listed"]',
  '({ location })',
  'given.location.href',
  'void postMessage("m", "https://app.test")',
  'void given.postMessage("m", "https://app.test")',
  'eval',
  'typeof eval',
  'eval("1")',
  'eval("location.href")',
  'eval("typeof x + location")',
  'eval("location = \'https://app.test/evaluated\'")',
  'eval(...["location"])',
  'x',
  'typeof x',
  'x = 2',
  'new given.location.constructor()',
  'given?.frame.location.href',
  'void 0',
);
const { program } = fc.letrec<{ program: string; expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    tie('expression').map((inner) => `(function () { return ${inner} })()`),
    tie('expression').map(
      (inner) => `(() => { "use strict"; return ${inner.includes('delete location') ? 1 : inner} })()`,
    ),
    tie('expression').map((inner) => `(function (location) { return ${inner} })(5)`),
    tie('expression').map((inner) => `eval(${JSON.stringify(inner)})`),
    fc
      .tuple(tie('expression'), fc.constantFrom(...OBJECTS))
      .map(([inner, object]) => `(function () { with (spy("inner", ${object})) return ${inner} })()`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `[${a}, ${b}]`),
  ),
  program: fc.array(tie('expression'), { minLength: 1, maxLength: 3 }).map((list) => list.join('; ')),
}));

/** One that has no `eval` is asked twice for it, since what makes calls by that name direct stands before it. */
const told = ({ log, ...outcome }: Outcome): Outcome => ({
  ...outcome,
  log: log.filter((entry, at) => !/^\w+ has eval$/.test(String(entry)) || entry !== log[at + 1]),
});

test('the object of a `with` is asked what it is asked at home, in the same order', () => {
  let asked = 0;
  let rewritten = 0;
  fc.assert(
    fc.property(program, fc.constantFrom(...OBJECTS), fc.constantFrom(...CLAIMS), (body, object, claims) => {
      const script = `var given = window, p = spy("p", ${object}, ${claims}); try { with (p) { ${body} } } catch (error) { error.name }`;
      const home = told(runIn('origin', script));
      assert.deepEqual(told(runIn('suffix', script)), home, script);
      if (home.log.length > 0) asked++;
      if (rewrite(script) !== script) rewritten++;
    }),
    { numRuns: 3000 },
  );
  assert.ok(asked > 1000 && rewritten > 1000, `${asked} asked, ${rewritten} rewritten`);
});
