import { cpuOf } from '../process-figures.ts';
import { figure, median, printTable, shuffled } from '../report.ts';
import type { LoadFigures, LoadOrder } from './driver-process.ts';
import { type Contender, PASS_THROUGH, PROXIES, type Running } from './proxies.ts';
import { prepareSetting, SUFFIX_HOST } from './setting.ts';

const ROUNDS = 4;
/** Milliseconds a sample lasts. */
const LOAD = 2500;
const LATENCY = 1200;
const NAVIGATION = {
  accept: 'text/html',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'sec-fetch-site': 'none',
};

interface Figures {
  readonly cpu: number[];
  readonly p50: number[];
}

/** CPU of the proxy alone for each request of a 20 KB page, and the latency it adds, over TLS. */
export async function compareProxies(): Promise<void> {
  const setting = await prepareSetting();
  const running: [Contender, Running, Figures][] = [];
  const left: string[] = [];
  const ask = ({ port, headers }: Running, connections: number, milliseconds: number): Promise<LoadFigures> =>
    setting.driver.ask<LoadFigures>({
      kind: 'load',
      port,
      headers: { ...headers, ...NAVIGATION },
      connections,
      milliseconds,
    } satisfies LoadOrder);
  try {
    for (const proxy of PROXIES) {
      const missing = proxy.missing();
      if (missing !== undefined) left.push(`${proxy.name}: left out, ${missing}`);
      else running.push([proxy, await proxy.start(setting), { cpu: [], p50: [] }]);
    }
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [proxy, process, { cpu, p50 }] of shuffled(running)) {
        const before = cpuOf(process.pid);
        const { requests, failures, sample } = await ask(process, 32, LOAD);
        const spent = cpuOf(process.pid) - before;
        if (failures > 0)
          throw new Error(`${proxy.name}: ${failures} of ${requests} requests failed: ${sample.slice(0, 300)}`);
        if (proxy.maps && !sample.includes(`https://${SUFFIX_HOST}/article/`))
          throw new Error(`${proxy.name} mapped nothing`);
        const single = await ask(process, 1, LATENCY);
        if (round === 0) continue;
        cpu.push(spent / 1000 / requests);
        p50.push(single.p50);
      }
    }
  } finally {
    await Promise.all(running.map(([, process]) => process.stop()));
    await setting.close();
  }
  const base = running.find(([proxy]) => proxy === PASS_THROUGH)?.[2] ?? { cpu: [], p50: [] };
  printTable(
    'A 20 KB page through a proxy (TLS, HTTP/1.1, 32 connections; latency with one)',
    ['proxy', 'CPU us/request', 'x pass-through', 'p50 ms', 'added ms'],
    running.map(([{ name }, , { cpu, p50 }]) => [
      name,
      figure(median(cpu)),
      figure(median(base.cpu) / median(cpu)),
      figure(median(p50)),
      (median(p50) - median(base.p50)).toFixed(2),
    ]),
  );
  for (const line of left) process.stdout.write(`${line}\n`);
}
