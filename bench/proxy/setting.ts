import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocalCa } from '../../src/proxy/tls/local-ca.ts';
import { type Child, startChild } from '../child.ts';

/** The app's host, plain HTTP behind every proxy, and what browsers call it. */
export const ORIGIN_HOST = 'app.corp.test';
export const SUFFIX_HOST = `${ORIGIN_HOST}.mcas.localhost`;

/** What all proxies of a run share: one origin, one certificate, one load driver, one folder. */
export interface Setting {
  readonly folder: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly originPort: number;
  readonly driver: Child<unknown>;
  close(): Promise<void>;
}

export async function prepareSetting(): Promise<Setting> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
  const ca = await openLocalCa(join(folder, 'ca'), 'bench');
  const { cert, key } = await ca.issue([SUFFIX_HOST]);
  const certFile = join(folder, 'cert.pem');
  const keyFile = join(folder, 'key.pem');
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key, { mode: 0o600 });
  const log = join(folder, 'errors.log');
  const origin = await startChild<{ port: number }>(new URL('./origin-process.ts', import.meta.url), [], {
    core: 1,
    log,
  });
  const driver = await startChild(new URL('./driver-process.ts', import.meta.url), [], { core: 1, log });
  return {
    folder,
    certFile,
    keyFile,
    originPort: origin.ready.port,
    driver,
    async close() {
      await Promise.all([origin.stop(), driver.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
