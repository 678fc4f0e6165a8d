/**
 * `npm run fuzz [-- --seconds=60 --seed=1 --target=saml]`: hostile input for the readers of what strangers send. What breaks a promise is
 * added to the corpus in fixtures/fuzz, which `npm test` replays. The seed is printed; the same seed makes the same inputs.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { addToCorpus, readCorpus } from './corpus.ts';
import { TARGETS } from './targets.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    target: { type: 'string', multiple: true, default: Object.keys(TARGETS) },
  },
});
const seed = Number(values.seed);
for (const name of values.target) {
  const target = TARGETS[name];
  if (!target) throw new Error(`no target ${name}; there are ${Object.keys(TARGETS).join(', ')}`);
  const piece = fc.oneof(
    fc.constantFrom(...target.words),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ maxLength: 12 }),
  );
  const made = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
  // Kept inputs with something put into them.
  const changed = fc
    .tuple(fc.constantFrom('', ...readCorpus(name)), fc.nat(), fc.nat(20), piece)
    .map(([input, at, cut, put]) => {
      const from = input.length === 0 ? 0 : at % input.length;
      return input.slice(0, from) + put + input.slice(from + cut);
    });
  let runs = 0;
  const result = fc.check(
    fc.property(fc.oneof(made, changed), (input) => {
      runs++;
      target.run(input);
    }),
    {
      seed,
      numRuns: Number.MAX_SAFE_INTEGER,
      interruptAfterTimeLimit: (Number(values.seconds) * 1000) / values.target.length,
    },
  );
  const broken = result.counterexample?.[0];
  process.stdout.write(
    `${name}: seed ${seed}, ${runs} inputs${broken === undefined ? '' : `, broken by ${JSON.stringify(broken)}`}\n`,
  );
  if (broken === undefined) continue;
  addToCorpus(name, broken);
  process.stdout.write(`${String(result.errorInstance)}\n`);
  process.exitCode = 1;
}
