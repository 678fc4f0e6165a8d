import type { Findings, Label } from '../../model/content.ts';
import { FALSE, type Level, TRUE, UNKNOWN } from '../truth.ts';
import type { ContentReason } from './contract.ts';

/**
 * Whether a document carries one of the labels. A label is its id, and its tenant where the policy names one (`id@tenant`); the name is
 * decoration. `LabelInfo.xml` is the newer of the two places in an Office document, so that it decides about what properties
 * only claim: a label that it took off is off, and one that it does not know beside another that it does is in dispute.
 */
export function testLabels(
  wanted: readonly string[],
  readable: (findings: Findings) => boolean,
): (findings: Findings) => readonly [Level, ContentReason] {
  const ids = new Set(wanted.map((id) => id.toLowerCase()));
  const tenants = new Set([...ids].filter((id) => id.includes('@')).map((id) => id.slice(0, id.indexOf('@'))));
  const fits = ({ id, siteId }: Label): boolean => ids.has('*') || ids.has(id) || ids.has(`${id}@${siteId}`);
  const mayFit = ({ id, siteId }: Label): boolean => siteId === undefined && tenants.has(id);
  return (findings) => {
    const { labels } = findings;
    const told = labels.filter(({ source }) => source === 'label-info');
    const removed = new Set(told.filter(({ enabled }) => !enabled).map(({ id }) => id));
    const present = labels.filter(({ enabled, id }) => enabled && !removed.has(id));
    const fitting = present.filter(fits);
    if (fitting.length > 0) {
      const isDisputed =
        fitting.every(({ source }) => source === 'custom-properties') && told.some(({ enabled }) => enabled);
      return isDisputed ? [UNKNOWN, 'label-unknown'] : [TRUE, 'label-match'];
    }
    return readable(findings) && !present.some(mayFit) ? [FALSE, 'label-other'] : [UNKNOWN, 'label-unknown'];
  };
}
