import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Activity } from '../../../src/model/activity-row.ts';
import type { ContentCondition } from '../../../src/policy/content-document.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { type StandIn, startStandIn } from '../../support/clamd.ts';
import { inspecting } from '../../support/inspecting.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { writtenRow } from '../../support/written-row.ts';

const policy = (id: string, content: ContentCondition): PolicyDocument => ({
  id,
  name: id,
  severity: 'high',
  mode: 'active',
  control: 'monitor',
  activities: ['download', 'upload'],
  when: { all: [{ path: [`/${id}/*`] }, { content }] },
  action: 'block',
});
const CLOSED = policy('closed', { malware: true });
const OPEN = policy('open', { malware: true, passes: ['scanner-away'] });
const SLOW = policy('slow', { detectors: [{ kind: 'iban' }] });
const PATIENT = policy('patient', { detectors: [{ kind: 'iban' }], passes: ['timed-out'] });

describe('what fails, fails as each policy says', () => {
  let gateway: TestGateway;
  let clamd: StandIn;
  let alice: BrowserClient;
  let wiki: string;
  let reply = 'stream: OK\0';

  before(async () => {
    clamd = await startStandIn(() => reply);
    gateway = await startTestGateway({
      policies: [CLOSED, OPEN, SLOW, PATIENT],
      handler: (_, response) => {
        response.writeHead(200, {
          'content-type': 'text/plain',
          'content-disposition': 'attachment; filename="note.txt"',
        });
        response.end('nothing of note');
      },
      change: inspecting(clamd, {
        // No file is looked into in no time at all.
        limits: { milliseconds: 0 },
      }),
    });
    alice = await gateway.signedIn('alice');
    wiki = gateway.suffix('wiki.corp.test');
  });
  after(async () => {
    await gateway?.close();
    await clamd?.close();
  });

  const statusOf = async (path: string): Promise<number> => (await alice.send(wiki + path)).status;
  const rowOf = (path: string): Promise<Activity> =>
    writtenRow(gateway.directory, ({ object }) => object?.url?.endsWith(path) === true);

  test('looking that takes too long: closed, unless the policy lets it pass', async () => {
    assert.equal(await statusOf('/slow/1'), 403);
    assert.equal(await statusOf('/patient/1'), 200);
    for (const path of ['/slow/1', '/patient/1']) assert.equal((await rowOf(path)).content?.status, 'timed-out', path);
  });

  test('attack: a scanner that is away: closed, unless the policy lets it pass', async () => {
    assert.deepEqual([await statusOf('/closed/1'), await statusOf('/open/1')], [200, 200]);
    // One that hangs up on a file is not away: that is the file's doing.
    reply = 'INSTREAM size limit exceeded. ERROR\0';
    assert.deepEqual([await statusOf('/closed/3'), await statusOf('/open/3')], [403, 403]);
    await clamd.close();
    assert.deepEqual([await statusOf('/closed/2'), await statusOf('/open/2')], [403, 200]);
    const [closed, open] = [await rowOf('/closed/2'), await rowOf('/open/2')];
    assert.deepEqual([closed.outcome, open.outcome], ['blocked', 'allowed']);
    for (const { content } of [closed, open])
      assert.match(content?.malware ?? '', /^unknown: clamd: connect ECONNREFUSED/);
    const metrics = await (await fetch(`http://127.0.0.1:${gateway.gateway.metricsPort}/metrics`)).text();
    for (const action of ['block', 'allow'])
      assert.match(
        metrics,
        new RegExp(`sallyport_inspections_total\\{status="[a-z-]+",malware="unknown",action="${action}"\\} \\d`),
      );
  });
});
