import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { applySplices } from '../../../../src/model/rewriter.ts';
import { parseScript } from '../../../../src/rewrite/js/parse.ts';
import { rewriteScript } from '../../../../src/rewrite/js/rewrite-script.ts';
import { undo } from '../../../../src/rewrite/js/undo.ts';
import { runIn } from './fake-realm.ts';

const FOLDER = new URL('../../../../node_modules/', import.meta.url);
const url = (specifier: string): string => specifier;

/** Published bundles that are installed anyway: user interfaces, editors, libraries; minified and not, scripts and modules. */
const BUNDLES = [
  '@verdaccio/ui-theme/static/vendors.*.js',
  '@verdaccio/ui-theme/static/main.*.js',
  '@node-red/editor-client/public/red/red.js',
  '@node-red/editor-client/public/red/red.min.js',
  '@node-red/editor-client/public/vendor/vendor.js',
  '@node-red/editor-client/public/vendor/ace/ace.js',
  '@node-red/editor-client/public/vendor/ace/worker-javascript.js',
  '@node-red/editor-client/public/vendor/ace/worker-html.js',
  '@node-red/editor-client/public/vendor/mermaid/mermaid.min.js',
  '@node-red/editor-client/public/vendor/monaco/dist/css.worker.js',
  '@node-red/editor-client/public/vendor/monaco/dist/json.worker.js',
  '@node-red/editor-client/public/vendor/monaco/dist/editor.js',
  '@node-red/util/lib/jsonata.js',
  'acorn/dist/acorn.js',
  'axios/dist/axios.js',
  'fast-check/lib/fast-check.js',
  'handlebars/dist/handlebars.min.js',
  'lodash/lodash.min.js',
  'moment/min/moment-with-locales.min.js',
  'mqtt/dist/mqtt.esm.js',
  'mqtt/dist/mqtt.js',
  'mqtt/dist/mqtt.min.js',
  'node-forge/dist/forge.min.js',
  'pako/dist/pako.js',
  'playwright-core/lib/vite/htmlReport/report.js',
  'playwright-core/lib/vite/recorder/assets/codeMirrorModule-*.js',
  'source-map/dist/source-map.debug.js',
  'uglify-js/lib/compress.js',
  'validator/validator.min.js',
] as const;

const files = BUNDLES.flatMap((pattern) =>
  pattern.includes('*') ? globSync(pattern, { cwd: FOLDER }) : existsSync(new URL(pattern, FOLDER)) ? [pattern] : [],
);
const linesOf = (text: string): number => text.split(/\r\n|[\n\r\u2028\u2029]/).length;

describe('published bundles', () => {
  let rewritten = 0;
  for (const file of files) {
    test(file, () => {
      const source = readFileSync(new URL(file, FOLDER), 'utf8');
      const { splices, status, goal } = rewriteScript(source, { goal: 'either', url });
      assert.notEqual(status, 'unparsable');
      if (status === 'rewritten') rewritten++;
      const text = applySplices(source, splices);
      assert.ok(text === source || parseScript(text, { goal, url }).program, 'it still parses');
      // Compared as booleans: the texts are too large to be shown.
      assert.ok(undo(text) === source, 'it can be undone');
      assert.equal(linesOf(text), linesOf(source));
      assert.equal(rewriteScript(text, { goal, url }).splices.length, 0, 'a second rewrite changes nothing');
    });
  }
  test('there are enough of them, and enough that must be rewritten', () =>
    assert.ok(files.length >= 20 && rewritten >= 12, `${files.length} bundles, ${rewritten} rewritten`));
});

describe('published libraries that do the same when rewritten', () => {
  const USES = {
    'lodash/lodash.min.js':
      '_.template("<%= a %> <% _.each(b, function (c) { %><%- c %><% }) %>")({ a: 1, b: ["<", 2] })',
    'handlebars/dist/handlebars.min.js':
      'Handlebars.compile("{{#each list}}{{this.location}};{{/each}}")({ list: [{ location: "a" }, { location: 1 }] })',
    'moment/min/moment-with-locales.min.js': 'moment.utc(0).locale("de").format("LLLL")',
    'acorn/dist/acorn.js':
      'JSON.stringify(acorn.parse("location.href = eval(top.location)", { ecmaVersion: 2025 })).length',
    'validator/validator.min.js': '[validator.isEmail("a@b.example"), validator.isURL("https://a.example/?b#c")]',
  } as const;
  for (const [file, use] of Object.entries(USES)) {
    test(file, () => {
      const source = `${readFileSync(new URL(file, FOLDER), 'utf8')}\n;location.href + JSON.stringify(${use})`;
      const atHome = runIn('origin', source);
      assert.match(String(atHome.value), /^https:\/\/app\.test\/[["\d]/);
      assert.deepEqual(runIn('suffix', source), atHome);
    });
  }
});
