import { cpuOf } from '../process-figures.ts';
import { figure, median, printTable } from '../report.ts';
import { CONTENT_POLICIES } from './content-policies.ts';
import type { DownloadFigures, DownloadOrder } from './driver-process.ts';
import { type Contender, GATEWAY, gatewayAsking, PASS_THROUGH } from './proxies.ts';
import { prepareSetting } from './setting.ts';

const BYTES = 100e6;
const ROUNDS = 3;
const SAVED = { accept: '*/*', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'none' };

interface Case {
  readonly name: string;
  readonly contender: Contender;
  readonly path: string;
}

const CASES: readonly Case[] = [
  { name: 'pass-through', contender: PASS_THROUGH, path: '/text?saved' },
  { name: 'sallyport, nothing asks for content', contender: GATEWAY, path: '/text?saved' },
  ...Object.keys(CONTENT_POLICIES).map((action) => ({
    name: `sallyport, ten detectors, ${action}`,
    contender: gatewayAsking(action),
    path: action === 'redact' ? '/text?shown' : '/text?saved',
  })),
];

/** When 100 MB of text begin to come and when all of it has, by what policies ask of its content. */
export async function compareContent(): Promise<void> {
  const setting = await prepareSetting();
  const rows: string[][] = [];
  let base: readonly [first: number, whole: number] = [0, 0];
  try {
    for (const { name, contender, path } of CASES) {
      const process = await contender.start(setting);
      try {
        const figures: (readonly [first: number, whole: number, cpu: number])[] = [];
        for (let round = 0; round <= ROUNDS; round++) {
          const before = cpuOf(process.pid);
          const { received, first, milliseconds } = await setting.driver.ask<DownloadFigures>({
            kind: 'download',
            port: process.port,
            headers: { ...process.headers, ...SAVED },
            path: `${path}&bytes=${BYTES}`,
          } satisfies DownloadOrder);
          if (received !== BYTES) throw new Error(`${name}: ${received} of ${BYTES} bytes came`);
          // The first round only warms the compiler up.
          if (round > 0) figures.push([first, milliseconds, (cpuOf(process.pid) - before) / 1e9]);
        }
        const [first, whole, cpu] = [0, 1, 2].map((at) => median(figures.map((each) => each[at]!))) as [
          number,
          number,
          number,
        ];
        if (contender === PASS_THROUGH) base = [first, whole];
        rows.push([
          name,
          figure(first),
          `${figure(first / base[0])} x`,
          figure(whole),
          `${figure(whole / base[1])} x`,
          figure(BYTES / 1e6 / cpu),
        ]);
      } finally {
        await process.stop();
      }
    }
  } finally {
    await setting.close();
  }
  printTable(
    '100 MB of text (TLS)',
    ['what is asked', 'ms to first byte', 'to pass-through', 'ms in all', 'to pass-through', 'MB/CPU-s'],
    rows,
  );
}
