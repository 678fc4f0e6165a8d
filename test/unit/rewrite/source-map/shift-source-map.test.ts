import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { transformSync } from 'esbuild';
import { applySplices } from '../../../../src/model/rewriter.ts';
import { rewriteScript } from '../../../../src/rewrite/js/rewrite-script.ts';
import { undo } from '../../../../src/rewrite/js/undo.ts';
import { columnShifts, shiftedBy } from '../../../../src/rewrite/source-map/column-shifts.ts';
import { shiftSourceMap } from '../../../../src/rewrite/source-map/shift-source-map.ts';
import { fc } from '../../../support/properties.ts';
import { readMappings } from './read-mappings.ts';

const spliced = (source: string) => {
  const { splices } = rewriteScript(source, { goal: 'either', url: (url) => url });
  return { shifts: columnShifts(source, splices), code: applySplices(source, splices) };
};

/** What stands at each mapping, in order: the rest of its line, as the author wrote it. */
function placesOf(code: string, map: string): readonly unknown[] {
  const lines = code.split(/\r\n|[\n\r\u2028\u2029]/);
  return readMappings((JSON.parse(map) as { mappings: string }).mappings).map(({ line, column, from }) => [
    line,
    undo((lines[line] ?? '').slice(column)),
    from,
  ]);
}

const SOURCES = {
  plain: 'const a = location.href;\nfoo(window.location, b.postMessage(1, "*"), eval("x"));',
  'many on a line': Array.from({ length: 60 }, (_, at) => `f${at}(location.host, o${at}.location)`).join(';'),
  'not ASCII': 'const ä = "😀" + location.href; /* 😀 */ use(ä, location);',
  'no trigger': 'const a = 1;\nb(a);',
  'over lines': 'a(`x\n$' + '{location.href}\n`, /* c */ b\n.location\n.href);',
} as const;

describe('a shifted source map names the same places', () => {
  for (const minify of [false, true])
    for (const [name, source] of Object.entries(SOURCES))
      test(`${name}${minify ? ', minified' : ''}`, () => {
        const { code, map } = transformSync(source, { sourcemap: true, minify, sourcefile: 'author.ts' });
        const { shifts, code: rewritten } = spliced(code);
        const shifted = shiftSourceMap(map, shifts);
        assert.deepEqual(placesOf(rewritten, shifted), placesOf(code, map));
        assert.equal(shifted === map, shifts.length === 0);
        assert.deepEqual({ ...JSON.parse(shifted), mappings: '' }, { ...JSON.parse(map), mappings: '' });
      });

  test('a real file of many lines', () => {
    const source = readFileSync(new URL('../../../../src/client/location-facade.ts', import.meta.url), 'utf8');
    const { code, map } = transformSync(source, { sourcemap: true, minify: true, loader: 'ts' });
    const { shifts, code: rewritten } = spliced(code);
    assert.ok(shifts.length > 15);
    assert.deepEqual(placesOf(rewritten, shiftSourceMap(map, shifts)), placesOf(code, map));
  });

  test('any splices of any lines', () => {
    const word = fc.stringMatching(/^[a-z]{1,6}[ ]$/);
    const lines = fc.array(fc.array(word, { maxLength: 8 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(lines, fc.array(fc.nat(200), { maxLength: 12 }), (texts, places) => {
        const source = texts.map((words) => words.join('')).join('\n');
        const starts = [...new Set(places)].filter((at) => at < source.length).sort((a, b) => a - b);
        const splices = starts.map((start) => ({ start, end: start, text: '__inserted__' }));
        const all = source.split('\n').map((line, at) => Array.from(line, (_, column) => `${at}:${column}`));
        const encoded = encode(source.split('\n').map((line) => line.length));
        const shifted = shiftSourceMap(
          JSON.stringify({ version: 3, mappings: encoded }),
          columnShifts(source, splices),
        );
        const out = applySplices(source, splices).split('\n');
        const found = readMappings((JSON.parse(shifted) as { mappings: string }).mappings);
        assert.equal(found.length, all.flat().length);
        let at = 0;
        for (const [line, text] of source.split('\n').entries())
          for (const char of text) {
            const place = found[at++]!;
            assert.equal(place.line, line);
            assert.equal(out[line]!.slice(place.column).replace('__inserted__', '').charAt(0), char);
          }
      }),
      { numRuns: 200 },
    );
  });
});

/** Mappings of every character of lines of these lengths. */
function encode(lengths: readonly number[]): string {
  return lengths.map((length) => Array.from({ length }, (_, at) => (at === 0 ? 'A' : 'C')).join(',')).join(';');
}

describe('forms of a source map', () => {
  const shifts = columnShifts('ab cd\nef', [
    { start: 3, end: 3, text: '12345' },
    { start: 6, end: 6, text: '1' },
  ]);

  test('sections move, each by what stands before it', () => {
    const map = {
      version: 3,
      sections: [
        { offset: { line: 0, column: 0 }, map: { mappings: 'AAAA,GAAG' } },
        { offset: { line: 0, column: 4 }, map: { mappings: 'AAAA;CAAC' } },
      ],
    };
    const { sections } = JSON.parse(shiftSourceMap(JSON.stringify(map), shifts)) as typeof map;
    assert.deepEqual(
      sections.map(({ offset, map: { mappings } }) => [offset, readMappings(mappings).map(({ column }) => column)]),
      [
        [{ line: 0, column: 0 }, [0, 3]],
        [{ line: 0, column: 9 }, [0, 2]],
      ],
    );
  });

  test('the guard line, blanks and what else is in it stay', () => {
    const json = `)]}'\n{ "version": 3,\n "sourcesContent": ["\\"mappings\\":\\"GAAA\\""], "mappings" : "AAAA,IAAI", "x": 1 }`;
    assert.equal(shiftSourceMap(json, shifts), json.replace('AAAA,IAAI', 'AAAA,SAAI'));
  });

  test('what is no source map stays as it is', () => {
    for (const text of ['', '{', '[]', 'null', '{"sections":5}', '{"mappings":7}', '{"mappings":"!!"}', '<html>'])
      assert.equal(shiftSourceMap(text, shifts), text);
  });

  test('behind a prelude all of the first line moves', () => {
    const moved = shiftSourceMap('{"mappings":"AAAA,GAAG;AAAA"}', shiftedBy(10, shifts));
    assert.deepEqual(
      readMappings((JSON.parse(moved) as { mappings: string }).mappings).map(({ column }) => column),
      [10, 13, 0],
    );
  });
});
