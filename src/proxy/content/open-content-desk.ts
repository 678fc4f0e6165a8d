import type { GatewayConfig, InspectionConfig } from '../../config/gateway-config.ts';
import { allScanners } from '../../inspect/malware/all-scanners.ts';
import { createClamAv } from '../../inspect/malware/clamav.ts';
import { createHashList } from '../../inspect/malware/hash-list.ts';
import type { MalwareScanner } from '../../inspect/malware/scanner.ts';
import { type ContentDesk, createContentDesk } from './content-desk.ts';

const LARGEST = 64 * 1024 * 1024;

/** Without configuration there is no scanner, and limits are their defaults. */
export function openContentDesk(
  { inspection: config, protection, stateDirectory: directory }: GatewayConfig,
  now: () => number,
  failed: (error: unknown) => void,
): ContentDesk {
  return createContentDesk({
    directory,
    memoryBytes: config?.memoryBytes ?? 1024 * 1024,
    limits: config?.limits ?? {},
    lists: config?.lists ?? {},
    malware: config && scannerOf(config),
    protection: protection ?? { largest: LARGEST },
    failed,
    now,
  });
}

function scannerOf({ clamav, hashLists }: InspectionConfig): MalwareScanner | undefined {
  const lists = hashLists.map(createHashList);
  const scanners = clamav === undefined ? lists : [...lists, createClamAv(clamav)];
  return scanners.length === 0 ? undefined : allScanners(scanners);
}
