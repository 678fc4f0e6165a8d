import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { freePort, probePort } from './free-port.ts';

/** The text of a file of the state directory, readable by its owner only; made on first use. */
export function keptText(file: string, make: () => string): string {
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

/** The port used last time, so that addresses outlive a restart; another free one when it is taken by now. */
export async function keptPort(file: string): Promise<number> {
  const last = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  const isUsable = Number.isInteger(last) && last > 0 && last < 65_536 && (await probePort(last)).free;
  const port = isUsable ? last : await freePort();
  writeFileSync(file, `${port}\n`);
  return port;
}
