import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parse } from 'acorn';
import { applySplices } from '../../src/model/rewriter.ts';
import { rewriteScript } from '../../src/rewrite/js/rewrite-script.ts';
import { printTable } from '../report.ts';
import { PROBES } from './probes.ts';
import { type Install, installHammerhead, installOwn, outcomeOf, type Rewrite } from './realm.ts';

const require = createRequire(import.meta.url);
const requirePeer = createRequire(new URL('../package.json', import.meta.url));
/** Words that a rewriter may look at; a program without any has nothing to change. */
const WORDS = /\b(?:location|href|postMessage|eval|import|replace|assign|target|cookie|innerHTML|Worker)\b|\\/;
const NAMES = ['a', 'b', 'c', 'f', 'x', 'y', 'i', 'foo'];

interface Program {
  readonly goal: 'script' | 'module';
  readonly source: string;
}

/** The conformance corpus of ECMA-262, as it is and with each of its names made `location`. */
function corpus(): Readonly<Record<'plain' | 'disguised', readonly Program[]>> {
  const folder = new URL('pass/', `file://${require.resolve('test262-parser-tests/package.json')}`);
  const plain = readdirSync(folder).map(
    (file): Program => ({
      goal: file.endsWith('.module.js') ? 'module' : 'script',
      source: readFileSync(new URL(file, folder), 'utf8'),
    }),
  );
  const disguised = plain.flatMap(({ goal, source }) =>
    NAMES.map((name) => ({
      goal,
      source: source.replace(new RegExp(`(?<![\\w\\\\$#])${name}(?![\\w$])`, 'g'), 'location'),
    })),
  );
  return { plain: plain.filter(parses), disguised: disguised.filter(parses) };
}

function parses({ source, goal }: Program): boolean {
  try {
    parse(source, { ecmaVersion: 'latest', sourceType: goal, allowHashBang: true });
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

const ENGINES: readonly (readonly [name: string, load: () => Rewrite, install: Install])[] = [
  [
    'sallyport',
    () => (source) => applySplices(source, rewriteScript(source, { goal: 'either', url: (url) => url }).splices),
    installOwn,
  ],
  [
    'testcafe-hammerhead',
    () => {
      const { processScript } = requirePeer('testcafe-hammerhead/lib/processing/script/index.js');
      return (source) => String(processScript(source, false, false, (url: string) => url));
    },
    installHammerhead,
  ],
];

/** What becomes of programs: whether they still parse, whether they are left alone, whether they see the app's host. */
export async function compareMeaning(): Promise<void> {
  const { plain, disguised } = corpus();
  const quiet = plain.filter(({ source }) => !WORDS.test(source));
  const rows = ENGINES.map(([name, load, install]) => {
    const rewrite = load();
    const broken = (programs: readonly Program[]): number =>
      programs.filter(({ goal, source }) => !parses({ goal, source: rewrite(source) })).length;
    const changed = quiet.filter(({ source }) => rewrite(source) !== source).length;
    const wrong = PROBES.filter((source) => outcomeOf(source, { rewrite, install }) !== outcomeOf(source));
    return [name, broken([...plain, ...disguised]), changed, wrong.length].map(String);
  });
  printTable(
    'What becomes of a program',
    [
      'engine',
      `no program any more, of ${plain.length + disguised.length}`,
      `changed without a reason, of ${quiet.length}`,
      `other outcome, of ${PROBES.length}`,
    ],
    rows,
  );
}
