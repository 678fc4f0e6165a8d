import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nameFaults } from '../../../src/config/policy-names.ts';
import { policyFileSchema } from '../../../src/config/policy-schema.ts';

const POLICY = { id: 'p', name: 'P', control: 'download', action: 'block' };
/** `path: message` of everything wrong with one policy. */
function faults(change: object): string[] {
  const { error } = policyFileSchema.safeParse({ policies: [{ ...POLICY, ...change }] });
  return (error?.issues ?? []).map(({ path, message }) => `${path.slice(2).join('.')}: ${message}`);
}
/** A PNG's signature and header, with so many pixels. */
function png(width: number, height: number): string {
  const bytes = Buffer.alloc(33);
  bytes.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return `data:image/png;base64,${bytes.toString('base64')}`;
}

describe('a policy in a file', () => {
  test('what cannot be enforced is refused with a word', () => {
    const REFUSED: ReadonlyArray<readonly [object, RegExp]> = [
      [{ action: 'monitor' }, /^action: monitor is not an action: recording is called audit/],
      [{ control: 'upload', action: 'protect' }, /^action: protect cannot be enforced on upload/],
      [{ action: 'protect', protect: { key: 'none' } }, /^protect: nothing is done to the file/],
      [
        { action: 'protect', protect: { label: { id: 'secret', siteId: 'secret', name: 'x' } } },
        /^protect.label.id: must be a GUID/,
      ],
      [{ action: 'block', protect: { key: 'user' } }, /^protect: belongs to the action protect/],
      [{ action: 'monitor' }, /recording is called audit/],
      [
        { control: 'upload', action: 'watermark' },
        /^action: watermark cannot be enforced on upload: write audit or warn/,
      ],
      [
        { control: 'activities', activities: ['view', 'print'], action: 'watermark' },
        /^action: watermark cannot be enforced on print/,
      ],
      [{ within: 'app' }, /^within: belongs to the action block on copy, cut and paste/],
      [{ within: 'page' }, /^within/],
      [{ action: 'warn', preview: true }, /^preview: belongs to the control download and the action block/],
      [{ control: 'upload', preview: true }, /^preview/],
      [{ preview: false }, /^preview/],
      [{ together: true }, /^together: belongs to the control upload and the action block/],
      [{ control: 'upload', action: 'warn', together: true }, /^together/],
      [{ together: false }, /^together/],
      [{ otherwise: 'audit' }, /^otherwise: belongs to the actions watermark, redact, protect/],
      [{ control: 'activities', activities: ['view'], action: 'watermark', otherwise: 'allow' }, /^otherwise/],
      [{ action: 'redact' }, /^when: redact masks what its detectors find: write content with detectors/],
      [
        { action: 'redact', when: { any: [{ content: { detectors: ['iban'] } }, { app: 'wiki' }] } },
        /^when: redact .* not under any or not/,
      ],
      [{ action: 'redact', when: { content: { labels: ['*'] } } }, /^when: redact .* nothing else but passes/],
      [
        { action: 'redact', when: { content: { detectors: ['iban'] }, unknown: 'fails' } },
        /^when: .* leave unknown out/,
      ],
      [
        { action: 'redact', when: { content: { detectors: [{ kind: 'fingerprints', list: 'plans' }] } } },
        /^when: fingerprints tell of a whole document/,
      ],
      [
        {
          control: 'activities',
          activities: ['view'],
          action: 'redact',
          when: { content: { detectors: [{ kind: 'iban', threshold: 2 }] } },
        },
        /^when: what is shown is masked as it comes/,
      ],
      [{ action: 'read-only' }, /^action: read-only cannot be enforced on download: write audit or watermark/],
      [{ control: 'activities', activities: ['copy'], action: 'warn' }, /^action: warn cannot be enforced on copy/],
      [{ control: 'activities' }, /^activities: name one or more/],
      [{ control: 'activities', activities: ['upload'] }, /^activities: upload has a control of its own/],
      [{ activities: ['copy'] }, /^activities: the control download/],
      [{ control: 'monitor' }, /^action: the control monitor only records/],
      [{ action: 'step-up' }, /^stepUp: say what/],
      [{ stepUp: { strengths: ['x'] } }, /^stepUp: belongs/],
      [{ action: 'step-up', stepUp: {} }, /^stepUp: write strengths/],
      [{ action: 'step-up', stepUp: { idle: '15m' } }, /^stepUp: idle belongs to the control access/],
      [{ action: 'step-up', stepUp: { factor: 'sms' } }, /^stepUp.factor/],
      [
        { action: 'step-up', stepUp: { factor: 'totp', strengths: 'c1' } },
        /^stepUp: strengths are of the identity provider/,
      ],
      [{ when: {} }, /^when: tests nothing/],
      [{ when: { unknown: 'fails' } }, /^when: tests nothing/],
      [{ when: { colour: 'red' } }, /Unrecognized key/],
      [{ when: { outdated: {} } }, /^when.outdated: .*at least one product/],
      [{ when: { outdated: { chrome: 17.4 } } }, /^when.outdated.chrome: /],
      [{ when: { country: 'Germany' } }, /^when.country: .*two letters/],
      [{ when: { client: 'teapot' } }, /^when.client/],
      [{ when: { time: { zone: 'Mars/Olympus' } } }, /^when.time: .*|zone/],
      [{ when: { fileSize: {} } }, /^when.fileSize: write over/],
      [{ when: { rate: { activity: 'download', over: 5, within: '2d' } } }, /within: must be at most 24h/],
      [{ message: '[here](javascript:alert(1))' }, /^message: /],
      [{ message: { text: 'x', logo: 'https://corp.example/logo.png' } }, /^message/],
      [{ message: { text: 'x', logo: png(3000, 10) } }, /^message/],
      [{ message: { text: 'x', logo: 'data:image/svg+xml;base64,PHN2Zy8+' } }, /^message/],
      [{ alert: { dailyLimit: 0 } }, /^alert/],
    ];
    for (const [change, expected] of REFUSED) {
      const found = faults(change);
      assert.ok(
        found.some((fault) => expected.test(fault)),
        `${JSON.stringify(change)}: ${found.join('; ')}`,
      );
    }
  });

  test('several faults of several policies come at once, each with its path', () => {
    const { error } = policyFileSchema.safeParse({
      policies: [
        { ...POLICY, id: 'Bad Id', when: { any: [{ ip: 'x' }, { not: { fileSize: { over: 'big' } } }] } },
        { ...POLICY, severity: 'extreme', mode: 'on' },
      ],
    });
    const paths = error?.issues.map(({ path }) => path.join('.'));
    assert.deepEqual(paths, [
      'policies.0.id',
      'policies.0.when.any.0.ip',
      'policies.0.when.any.1.not.fileSize.over',
      'policies.1.severity',
      'policies.1.mode',
    ]);
  });

  test('values are read as they are meant', () => {
    const { policies } = policyFileSchema.parse({
      policies: [
        {
          ...POLICY,
          when: {
            fileSize: { over: '10 MB', under: 20_000_000 },
            time: { days: ['mon'], from: '08:00', to: '18:30', zone: 'Europe/Berlin' },
            rate: { activity: 'download', over: 20, within: '10m' },
          },
          alert: true,
          message: { text: 'Ask **Jo**.', logo: png(150, 50) },
        },
      ],
    });
    const [policy] = policies;
    assert.deepEqual(policy?.when, {
      fileSize: { over: 10_000_000, under: 20_000_000 },
      time: [{ days: ['mon'], from: 480, to: 1110, zone: 'Europe/Berlin' }],
      rate: { activity: 'download', over: 20, within: 600_000 },
    });
    assert.deepEqual(policy?.alert, { dailyLimit: 10 });
    assert.equal(policy?.message?.plain, 'Ask Jo.');
  });

  test('names that mean nothing are found wherever they stand', () => {
    const { policies } = policyFileSchema.parse({
      policies: [
        {
          ...POLICY,
          when: { any: [{ app: 'wikki' }, { not: { network: 'offcie' } }, { all: [{ country: 'DE' }, { isp: 'x' }] }] },
        },
      ],
    });
    const found = nameFaults(
      { apps: [], networks: [], countryFile: undefined, ispFile: undefined, policies },
      'p.yaml',
    );
    assert.deepEqual(
      found.map(({ path }) => path),
      [
        'policies[0].when.any[0].app',
        'policies[0].when.any[1].not.network',
        'policies[0].when.any[2].all[0].country',
        'policies[0].when.any[2].all[1].isp',
      ],
    );
  });
});
