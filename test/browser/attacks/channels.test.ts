import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type PageStage, startPageStage } from '../../support/page-stage.ts';

/** Two ends of a call in one page; `one` and `two` are where their interfaces come from. What came over goes into the title. */
const call = (make: string): string => `(async () => {
  const realm = () => { const f = document.createElement('iframe'); document.body.append(f); return f.contentWindow };
  ${make}
  const a = new one.RTCPeerConnection(), b = new two.RTCPeerConnection();
  a.onicecandidate = ({ candidate }) => b.addIceCandidate(candidate);
  b.onicecandidate = ({ candidate }) => a.addIceCandidate(candidate);
  const heard = (channel) => { channel.onmessage = ({ data }) => { document.title = 'came: ' + data }; channel.onclose = () => { document.title = 'closed' } };
  open(a, b, heard);
  await a.setLocalDescription(await a.createOffer());
  await b.setRemoteDescription(a.localDescription);
  await b.setLocalDescription(await b.createAnswer());
  await a.setRemoteDescription(b.localDescription);
  a.onconnectionstatechange = () => { if (a.connectionState === 'connected') setTimeout(() => { document.title ||= 'connected' }, 500) };
})().catch((error) => { document.title = error.name })`;
const ANNOUNCED =
  "const open = (a, b, heard) => { const channel = a.createDataChannel('file'); channel.onopen = () => channel.send('Card 4111'); b.ondatachannel = ({ channel: other }) => heard(other); channel.onclose = () => { document.title ||= 'closed' } }";
const AGREED =
  "const open = (a, b, heard) => { const how = { negotiated: true, id: 7 }; const channel = a.createDataChannel('file', how); channel.onopen = () => channel.send('Card 4111'); channel.onclose = () => { document.title ||= 'closed' }; heard(b.createDataChannel('file', how)) }";
const HERE = 'const one = window, two = window;';
const FRAMES = 'const one = realm(), two = realm();';

const WAYS: Readonly<Record<string, string>> = {
  'a channel that one side announces': call(`${HERE} ${ANNOUNCED}`),
  'a channel that both agreed on': call(`${HERE} ${AGREED}`),
  'interfaces of empty frames': call(`${FRAMES} ${ANNOUNCED}`),
  'a function of an empty frame': call(
    `${HERE} ${AGREED.replace("a.createDataChannel('file', how)", "realm().RTCPeerConnection.prototype.createDataChannel.call(a, 'file', how)")}`,
  ),
  'guards that were deleted': call(
    `${HERE} try { delete RTCPeerConnection.prototype.createDataChannel; delete RTCDataChannel.prototype.close } catch {} RTCDataChannel.prototype.close = () => {}; ${ANNOUNCED}`,
  ),
};

describe('channels that go past the gateway', () => {
  let stage: PageStage;
  let kept: Page;
  let free: Page;
  before(async () => {
    const policy = { severity: 'high', mode: 'active', action: 'block' } as const;
    stage = await startPageStage({
      policies: [
        { ...policy, id: 'wiki', name: 'Nothing from the wiki', control: 'download', when: { app: ['wiki'] } },
      ],
      handler: (_request, response) =>
        response
          .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'alt-svc': 'h3=":443"; ma=86400' })
          .end('<!doctype html><html><head><title></title></head><body></body></html>'),
    });
    kept = await stage.signIn('alice');
    free = await stage.open();
    await free.goto(`${stage.gateway.suffix('mail.partner.test')}/`);
  });
  after(() => stage?.close());

  const run = async (page: Page, script: string): Promise<void> => {
    await page.reload();
    await page.evaluate(
      `(() => { const script = document.createElement('script'); script.textContent = ${JSON.stringify(script)}; document.head.append(script) })()`,
    );
  };

  for (const [name, way] of Object.entries(WAYS))
    test(`DL-19: ${name} carries nothing`, async () => {
      if (!name.includes('deleted')) {
        await run(free, way);
        await free.waitForFunction("document.title === 'came: Card 4111'");
      }
      await run(kept, way);
      await kept.waitForFunction("document.title !== ''");
      await kept.waitForTimeout(500);
      assert.doesNotMatch(await kept.title(), /came/);
    });

  test('DL-19: the log says that the page stopped it', async () => {
    const rows = await stage.rowsOnce(({ enforcedBy }) => enforcedBy === 'page');
    assert.deepEqual(
      [...new Set(rows.map(({ type, user, outcome, appId }) => `${type} ${user} ${outcome} ${appId}`))],
      ['download alice blocked wiki'],
    );
  });

  test('DL-19: a call itself goes on', async () => {
    await run(
      kept,
      call(`${HERE} const open = (a) => { a.addTransceiver('audio', { direction: 'sendrecv' }) }`).replace(
        '500)',
        '0)',
      ),
    );
    await kept.waitForFunction("document.title === 'connected'");
  });

  test('DL-19: streams over HTTP/3 are refused in pages and workers, and no host announces any', async () => {
    const TRY =
      "(() => { try { new WebTransport('https://spy.test:4433/'); return 'made' } catch (e) { return e.name } })()";
    await run(kept, `document.title = ${TRY}`);
    await kept.waitForFunction("document.title === 'NotAllowedError'");
    await run(
      kept,
      `const w = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(`postMessage(${TRY})`)}], { type: 'text/javascript' }))); w.onmessage = ({ data }) => { document.title = data }`,
    );
    await kept.waitForFunction("document.title === 'NotAllowedError'");
    await run(free, `document.title = ${TRY}`);
    await free.waitForFunction("document.title === 'made'");
    const answer = await free.reload();
    assert.equal((await answer!.allHeaders())['alt-svc'], undefined);
  });
});
