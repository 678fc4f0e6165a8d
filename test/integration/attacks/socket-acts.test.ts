import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { connect } from 'node:tls';
import { WebSocket, WebSocketServer } from 'ws';
import type { Activity } from '../../../src/model/activity-row.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { writtenRow, writtenRows } from '../../support/written-row.ts';

const named = (id: string) => ({ id, name: id, severity: 'high', mode: 'active' }) as const;
const cards = { content: { detectors: [{ kind: 'payment-card', name: 'cards' }] } } as const;
const POLICIES: readonly PolicyDocument[] = [
  {
    ...named('no-code'),
    control: 'activities',
    activities: ['app-activity'],
    when: { all: [{ rule: ['jupyter/run-code'] }, { not: { device: ['compliant'] } }] },
    action: 'block',
  },
  {
    ...named('masked'),
    control: 'activities',
    activities: ['view'],
    when: { all: [{ app: ['wiki'] }, { path: ['/masked/*'] }, cards] },
    action: 'redact',
  },
  {
    ...named('told'),
    mode: 'monitoring',
    control: 'activities',
    activities: ['view'],
    when: { all: [{ app: ['wiki'] }, { path: ['/watched/*'] }, cards] },
    action: 'redact',
  },
  {
    ...named('no-cards-in-chat'),
    control: 'activities',
    activities: ['send-message'],
    when: { all: [{ app: ['mail'] }, cards] },
    action: 'block',
  },
];
const RUN = JSON.stringify({
  header: { msg_type: 'execute_request' },
  parent_header: {},
  content: { code: '1' },
  channel: 'shell',
});
const CARD = '4111 1111 1111 1111';

describe('what goes by sockets', () => {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: true });
  const heardByApp: { url: string; text: string }[] = [];
  let gateway: TestGateway;
  let wiki: string;
  let chat: string;
  let alice: BrowserClient;
  let bob: BrowserClient;
  let policyFile = '';
  let count = 0;

  before(async () => {
    gateway = await startTestGateway({
      policies: POLICIES,
      change: (config) => {
        policyFile = join(config.stateDirectory, '..', 'policies.yaml');
        writeFileSync(policyFile, JSON.stringify({ policies: POLICIES }));
        const profiles = { wiki: 'jupyter', mail: 'messaging' } as Record<string, string>;
        const apps = config.apps.map((app) => ({ ...app, profile: profiles[app.id] ?? 'generic' }));
        return { ...config, policyFile, apps };
      },
      handler: (_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>home'),
      onUpgrade: (request: IncomingMessage, socket: Socket, head: Buffer) =>
        server.handleUpgrade(request, socket, head, (peer) => {
          peer.on('error', () => {});
          peer.on('message', (data: Buffer, isBinary) => {
            heardByApp.push({ url: request.url ?? '', text: data.toString('latin1') });
            peer.send(data, { binary: isBinary });
          });
        }),
    });
    wiki = gateway.suffix('wiki.corp.test');
    chat = gateway.suffix('mail.partner.test');
    alice = await gateway.signedIn('alice');
    bob = await gateway.signedIn('bob');
    await alice.navigate(`${chat}/`);
  });
  after(async () => {
    for (const peer of server.clients) peer.terminate();
    server.close();
    await gateway?.close();
  });

  const kernel = (): string => `/api/kernels/${++count}/channels`;
  async function open(client: BrowserClient, path: string, site = wiki): Promise<WebSocket> {
    const { host, hostname } = new URL(site);
    const socket = new WebSocket(`wss://127.0.0.1:${gateway.port}${path}`, {
      headers: { cookie: client.jar.getCookieStringSync(site), host, origin: site },
      createConnection: () =>
        connect({ host: '127.0.0.1', port: gateway.port, servername: hostname, rejectUnauthorized: false }),
    });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    socket.on('error', () => {});
    return socket;
  }
  const closed = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.once('close', resolve));
  const answer = (socket: WebSocket): Promise<{ data: Buffer; isBinary: boolean }> =>
    new Promise((resolve, reject) => {
      socket.once('message', (data: Buffer, isBinary) => resolve({ data, isBinary }));
      socket.once('close', (code) => reject(new Error(`closed with ${code}`)));
    });
  async function echoed(socket: WebSocket, sent: string | Buffer): Promise<Buffer> {
    const back = answer(socket);
    socket.send(sent);
    return (await back).data;
  }
  const heard = (path: string): readonly string[] =>
    heardByApp.filter(({ url }) => url === path).map(({ text }) => text);

  test('code is not run where a policy says so, however the message is sent', async () => {
    const sends: Readonly<Record<string, (socket: WebSocket) => void>> = {
      text: (socket) => socket.send(RUN),
      'a binary frame': (socket) => socket.send(Buffer.from(RUN)),
      'a name twice': (socket) => socket.send(RUN.replace('{"msg_type"', '{"msg_type":"comm_msg","msg_type"')),
      'a name twice, the other way': (socket) =>
        socket.send(RUN.replace('"execute_request"', '"execute_request","msg_type":"comm_msg"')),
      'parts of the newer protocol': (socket) =>
        socket.send(
          Buffer.concat([
            Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]),
            Buffer.from('shell{"msg_type":"execute_request"}{}{}{}'),
          ]),
        ),
      'behind the offsets of buffers': (socket) =>
        socket.send(Buffer.concat([Buffer.from([0, 0, 0, 2, 0, 0, 0, 12]), Buffer.from(RUN), Buffer.alloc(90, 255)])),
      'a thousand frames': (socket) => {
        for (let at = 0; at < RUN.length; at++) socket.send(RUN[at]!, { fin: at === RUN.length - 1, binary: false });
      },
      'more than is held': (socket) => socket.send(RUN.replace('"1"', `"${'1'.repeat(9 * 1024 ** 2)}"`)),
    };
    for (const [what, send] of Object.entries(sends)) {
      const path = kernel();
      const socket = await open(bob, path);
      assert.equal(socket.extensions, '', 'nobody packs what must be read');
      assert.equal((await echoed(socket, '{"header":{"msg_type":"kernel_info_request"}}')).length, 45, what);
      const ended = closed(socket);
      send(socket);
      assert.equal(await ended, 1008, what);
      assert.equal(heard(path).length, 1, `${what}: ${heard(path)}`);
      const isIt = (row: Activity): boolean => row.object?.url?.includes(path) === true && row.type === 'app-activity';
      const row = await writtenRow(gateway.directory, isIt).catch(() => assert.fail(what));
      assert.deepEqual(
        [row.type, row.outcome, row.user, row.object?.rule, row.enforcedBy],
        ['app-activity', 'blocked', 'bob', 'jupyter/run-code', 'gateway'],
        what,
      );
    }
  });

  test('and is, and recorded, where none does; rows have an end', async () => {
    const path = kernel();
    const socket = await open(alice, path);
    for (let sent = 0; sent < 80; sent++) assert.equal((await echoed(socket, RUN)).toString(), RUN);
    socket.terminate();
    const ofIt = ({ object }: Activity): boolean => object?.url?.includes(path) === true;
    const rows = await writtenRows(gateway.directory, {}, (all) => all.filter(ofIt).length >= 60).then((all) =>
      all.filter(ofIt),
    );
    assert.ok(rows.length >= 60 && rows.length < 80, String(rows.length));
    assert.ok(rows.every(({ type, outcome }) => type === 'app-activity' && outcome === 'allowed'));
  });

  test('what users write is looked into', async () => {
    const path = '/link';
    const socket = await open(alice, path, chat);
    const clean = JSON.stringify({ id: 1, type: 'message', channel: 'C1', text: 'Hello' });
    assert.equal((await echoed(socket, clean)).toString(), clean);
    const ended = closed(socket);
    socket.send(JSON.stringify({ id: 2, type: 'message', channel: 'C1', text: `Card ${CARD}` }));
    assert.equal(await ended, 1008);
    assert.deepEqual(heard(path), [clean]);
    const row = await writtenRow(
      gateway.directory,
      ({ object, outcome }) => object?.name === 'C1' && outcome === 'blocked',
    );
    assert.equal(row.content?.matches[0]?.detector, 'cards');
  });

  test('what an app shows is masked, in text and in bytes that are text', async () => {
    const socket = await open(alice, '/masked/1');
    const said = (text: string): string => JSON.stringify({ text, number: 4111111111111111 });
    const bare = said(`Card ${CARD}`);
    const masked = '{"text":"Card **** **** **** ****","number":0}';
    assert.equal((await echoed(socket, bare)).toString(), masked);
    assert.equal((await echoed(socket, Buffer.from(bare))).toString(), masked);
    assert.equal((await echoed(socket, `42["m",${bare}]`)).toString(), `42["m",${masked}]`);
    const escaped = JSON.stringify({ text: CARD }).replaceAll('1', '\\u0031');
    assert.equal((await echoed(socket, escaped)).toString(), '{"text":"**** **** **** ****"}');
    assert.equal((await echoed(socket, `Card ${CARD}.`)).toString(), 'Card **** **** **** ****.');
    assert.equal((await echoed(socket, `<p title="${CARD}">x`)).toString(), '<p title="**** **** **** ****">x');
    const back = answer(socket);
    for (let at = 0; at < bare.length; at++) socket.send(bare[at]!, { fin: at === bare.length - 1, binary: false });
    assert.deepEqual(await back.then(({ data, isBinary }) => [data.toString(), isBinary]), [masked, false]);
    const large = await echoed(socket, said(`${'word '.repeat(40_000)}${CARD}`));
    assert.ok(large.length > 200_000 && !large.includes(CARD) && large.includes('****'));
    socket.terminate();
    const row = await writtenRow(gateway.directory, ({ outcome }) => outcome === 'redacted');
    assert.equal(row.policies[0]?.policyId, 'masked');
  });

  test('and what cannot be masked does not come', async () => {
    const unmaskable: Readonly<Record<string, Buffer>> = {
      packed: Buffer.from([0x82, 0xa4, 0x74, 0x65, 0x78, 0x74, 0xff]),
      'UTF-16': Buffer.from(CARD, 'utf16le'),
      'more than is held': Buffer.alloc(9 * 1024 ** 2, 'word '),
    };
    for (const [what, sent] of Object.entries(unmaskable)) {
      const socket = await open(alice, '/masked/2');
      const ended = closed(socket);
      let came = 0;
      socket.on('message', () => came++);
      socket.send(sent);
      assert.deepEqual([await ended, came], [1008, 0], what);
    }
    const picture = Buffer.from('\x89PNG\r\n\x1a\n\0\0', 'latin1');
    const socket = await open(alice, '/masked/2');
    assert.deepEqual(await echoed(socket, picture), picture);
    socket.terminate();
  });

  test('what policies only record goes as it is', async () => {
    const socket = await open(alice, '/watched/1');
    const said = JSON.stringify({ text: CARD });
    assert.equal((await echoed(socket, said)).toString(), said);
    const row = await writtenRow(gateway.directory, ({ policies }) =>
      policies.some(({ policyId }) => policyId === 'told'),
    );
    assert.equal(row.content?.matches[0]?.count, 1);
    socket.terminate();
  });

  test('sockets that are open are judged by policies that came since', async () => {
    const path = kernel();
    const read = await open(alice, path);
    assert.equal((await echoed(read, RUN)).toString(), RUN);
    const unread = await open(alice, '/plain');
    assert.match(unread.extensions, /permessage-deflate/);
    assert.equal((await echoed(unread, 'a')).toString(), 'a');
    const ended = closed(unread);
    writeFileSync(
      policyFile,
      JSON.stringify({
        policies: [
          { ...POLICIES[0], id: 'no-code-at-all', when: { rule: ['jupyter/run-code'] } },
          { ...POLICIES[1], id: 'all-masked', when: cards },
        ],
      }),
    );
    assert.equal(await ended, 1008, 'nobody could have read it');
    const again = await open(alice, '/plain');
    assert.equal((await echoed(again, CARD)).toString(), '**** **** **** ****');
    const over = closed(read);
    assert.equal((await echoed(read, `{"text":"${CARD}"}`)).toString(), '{"text":"**** **** **** ****"}');
    read.send(RUN);
    assert.equal(await over, 1008);
    assert.equal(heard(path).length, 2);
    again.terminate();
  });
});
