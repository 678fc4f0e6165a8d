import { createRangeTable, inRange, parseIpRange } from '../ip-range.ts';
import type { Sieve } from '../sieve.ts';
import { anyOf, levelOf, UNKNOWN } from '../truth.ts';
import { byGlobs } from './by-patterns.ts';
import { setKind, testKind } from './contract.ts';
import { globs, lowerAll } from './glob.ts';

/** A range that cannot be read is never false. */
const byRanges: Sieve<readonly string[]> = {
  marks: (values) => values,
  build(tests) {
    const ranges = tests.flatMap((values, test) => values.map((value) => ({ test, range: parseIpRange(value) })));
    const broken = ranges.flatMap(({ test, range }) => (range === undefined ? [test] : []));
    const read = ranges.flatMap(({ test, range }) => (range === undefined ? [] : [{ test, range }]));
    const holding = createRangeTable(read.map(({ range }) => range));
    return ({ ip: address }) => {
      const held = address === undefined ? undefined : holding(address);
      return held && [...new Set([...broken, ...held.map((number) => read[number]!.test)])];
    };
  },
};

/** v4 and v6 alike. A range or an address that cannot be read makes the answer unknown, not "no". */
export const ip = testKind({
  form: 'ranges',
  about: 'the address of the browser',
  unknown: 'the address is not known',
  compile: (values) => {
    const ranges = values.map(parseIpRange);
    return ({ ip: address }) =>
      address === undefined
        ? UNKNOWN
        : anyOf(ranges.map((range) => levelOf(range === undefined ? undefined : inRange(address, range))));
  },
  shown: (facts) => facts.ip,
  sieve: byRanges,
});

export const network = setKind({
  form: 'texts',
  about: 'the names, categories and tags of the configured `networks` that hold the address',
  unknown: 'the address is not known',
  facts: ({ networks }) => networks && lowerAll(networks),
});

export const country = setKind({
  form: 'countries',
  about: 'the country of the address (ISO 3166-1, two letters), from the configured database',
  unknown: 'the database has no entry for the address, or none is configured',
  facts: (facts) => (facts.country === undefined ? undefined : [facts.country.toLowerCase()]),
});

export const isp = testKind({
  form: 'globs',
  about:
    'the internet provider, or the operator of the network, that the address is registered for, from the configured database',
  unknown: 'the database has no entry for the address, or none is configured',
  compile: (patterns) => globs(patterns, (facts) => facts.isp),
  shown: (facts) => facts.isp,
  sieve: byGlobs((facts) => facts.isp),
});
