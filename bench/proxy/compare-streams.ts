import { setTimeout as delay } from 'node:timers/promises';
import { memoryOf } from '../process-figures.ts';
import { figure, printTable } from '../report.ts';
import type { OpenOrder } from './driver-process.ts';
import { GATEWAY, PASS_THROUGH } from './proxies.ts';
import { prepareSetting } from './setting.ts';

const STREAMS = 1000;
/** Milliseconds in which garbage of the opening is collected. */
const SETTLE = 3000;
const STREAM_HEADERS = {
  accept: 'text/event-stream',
  'sec-fetch-mode': 'cors',
  'sec-fetch-dest': 'empty',
  'sec-fetch-site': 'same-origin',
};

/** Memory that a thousand open event streams take. */
export async function compareStreams(): Promise<void> {
  const setting = await prepareSetting();
  const rows: string[][] = [];
  let base = 0;
  try {
    for (const proxy of [PASS_THROUGH, GATEWAY]) {
      const process = await proxy.start(setting);
      try {
        const open = (count: number): Promise<{ opened: number }> =>
          setting.driver.ask<{ opened: number }>({
            kind: 'open',
            port: process.port,
            headers: { ...process.headers, ...STREAM_HEADERS },
            count,
          } satisfies OpenOrder);
        await open(20);
        await setting.driver.ask({ kind: 'close' });
        await delay(SETTLE);
        const before = memoryOf(process.pid);
        const { opened } = await open(STREAMS);
        if (opened !== STREAMS) throw new Error(`${proxy.name}: ${opened} of ${STREAMS} streams opened`);
        await delay(SETTLE);
        const each = (memoryOf(process.pid) - before) / STREAMS;
        await setting.driver.ask({ kind: 'close' });
        if (proxy === PASS_THROUGH) base = each;
        rows.push([proxy.name, figure(before / 1024), figure(each), figure(each / base)]);
      } finally {
        await process.stop();
      }
    }
  } finally {
    await setting.close();
  }
  printTable(`${STREAMS} open event streams (TLS)`, ['proxy', 'MB before', 'KB each', 'x pass-through'], rows);
}
