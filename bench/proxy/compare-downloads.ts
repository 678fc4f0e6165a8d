import { cpuOf, memoryOf, peakOf, resetPeak } from '../process-figures.ts';
import { figure, printTable } from '../report.ts';
import type { DownloadOrder } from './driver-process.ts';
import { GATEWAY, PASS_THROUGH } from './proxies.ts';
import { prepareSetting } from './setting.ts';

const BYTES = 1024 ** 3;
const WARM_UP = 32 * 1024 ** 2;
const NAVIGATION = {
  accept: '*/*',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'sec-fetch-site': 'none',
};

/** Peak memory and CPU of one download of 1 GB. */
export async function compareDownloads(): Promise<void> {
  const setting = await prepareSetting();
  const rows: string[][] = [];
  let base = 0;
  try {
    for (const proxy of [PASS_THROUGH, GATEWAY]) {
      const process = await proxy.start(setting);
      try {
        const download = (bytes: number): Promise<{ received: number }> =>
          setting.driver.ask<{ received: number }>({
            kind: 'download',
            port: process.port,
            headers: { ...process.headers, ...NAVIGATION },
            path: `/download?bytes=${bytes}`,
          } satisfies DownloadOrder);
        await download(WARM_UP);
        resetPeak(process.pid);
        const memory = memoryOf(process.pid);
        const before = cpuOf(process.pid);
        const { received } = await download(BYTES);
        if (received !== BYTES) throw new Error(`${proxy.name}: ${received} of ${BYTES} bytes came`);
        const speed = BYTES / 1e6 / ((cpuOf(process.pid) - before) / 1e9);
        if (proxy === PASS_THROUGH) base = speed;
        rows.push([
          proxy.name,
          figure(memory / 1024),
          figure(peakOf(process.pid) / 1024),
          figure(speed),
          figure(speed / base),
        ]);
      } finally {
        await process.stop();
      }
    }
  } finally {
    await setting.close();
  }
  printTable('A download of 1 GB (TLS)', ['proxy', 'MB before', 'MB peak', 'MB/CPU-s', 'x pass-through'], rows);
}
