import type { DocumentParts } from '../body/document-transform.ts';
import type { Metrics } from './metrics.ts';
import type { Logger } from './operational-log.ts';

/** What is counted and logged of bodies that were rewritten, or could not be. */
export function transformReports(metrics: Metrics, log: Logger): Pick<DocumentParts, 'counted' | 'unverified'> {
  return {
    counted(type, result, exchange) {
      metrics.rewrites.inc({ type, result });
      if (result === 'unparsable' || result === 'oversized')
        log.warn({ exchange: exchange.id, url: exchange.originUrl.split('?', 1)[0], type, result }, 'served as it is');
    },
    unverified(url, exchange, detail) {
      log.warn(
        { exchange: exchange.id, url: url.split('?', 1)[0], detail },
        'the digest of a file could not be verified',
      );
    },
  };
}
