import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rewriteAppManifest } from '../../../../src/rewrite/manifest/app-manifest.ts';
import { fc } from '../../../support/properties.ts';
import { toSuffix } from '../html/sample-options.ts';

const WIKI = 'https://wiki.corp.test.gw.test:8443';
const manifest = (at: string) => ({
  id: `${at}/?app`,
  name: 'https://wiki.corp.test/ is our wiki',
  description: 'https://wiki.corp.test/',
  start_url: `${at}/start`,
  scope: `${at}/`,
  icons: [{ src: `${at}/i.png`, sizes: '1x1' }, { src: 'i2.png' }],
  screenshots: [{ src: `${at}/s.png`, label: 'https://wiki.corp.test/label' }],
  shortcuts: [{ name: 'New', url: `${at}/new`, icons: [{ src: `${at}/n.png` }] }],
  share_target: { action: `${at}/share`, params: { title: 'title', url: 'https://wiki.corp.test/field' } },
  protocol_handlers: [{ protocol: 'web+wiki', url: `${at}/p?u=%s` }],
  file_handlers: [{ action: `${at}/open`, accept: { 'text/x': ['.x'] } }],
  related_applications: [{ platform: 'webapp', url: `${at}/manifest.json`, id: 'com.example' }],
  scope_extensions: [{ origin: at }],
  note_taking: { new_note_url: `${at}/note` },
  serviceworker: { src: `${at}/sw.js`, scope: '/' },
});

test('every member that is a URL is mapped, nothing else', () => {
  const rewritten = rewriteAppManifest(JSON.stringify(manifest('https://wiki.corp.test')), toSuffix);
  assert.deepEqual(JSON.parse(rewritten), manifest(WIKI));
});

test('any text is taken, and stays when there is nothing to map', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (text) =>
      assert.equal(
        rewriteAppManifest(text, (url) => url),
        text,
      ),
    ),
  );
});
