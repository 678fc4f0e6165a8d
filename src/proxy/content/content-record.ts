import type { ContentRecord } from '../../model/activity.ts';
import type { Findings } from '../../model/content.ts';
import type { ContentDetector } from '../../policy/content-document.ts';
import type { ContentNeeds } from '../../policy/content-needs.ts';
import { detectorKey } from '../../policy/detector-key.ts';

const MAX_PATH = 300;
const MAX_TYPES = 20;

/** What the log calls detectors. */
export function detectorNames(detectors: readonly ContentDetector[]): (key: string) => string {
  const names = new Map(detectors.map((detector) => [detectorKey(detector), detector.name ?? detector.kind]));
  return (key) => names.get(key) ?? key;
}

/** What the log keeps of findings: counts and masked samples, never the content. */
export function contentRecord(findings: Findings | undefined, { detectors }: ContentNeeds): ContentRecord {
  if (findings === undefined) return { status: 'not-inspected', matches: [], labels: [] };
  const nameOf = detectorNames(detectors);
  const { status, types, disguised, sha256, malware } = findings;
  return {
    status,
    types: types.slice(0, MAX_TYPES),
    ...(disguised ? { disguised } : {}),
    sha256,
    matches: findings.matches.map(({ detector, count, samples }) => ({
      detector: nameOf(detector),
      count,
      samples,
    })),
    labels: findings.labels.filter(({ enabled }) => enabled).map(({ id }) => id),
    ...(malware === undefined
      ? {}
      : {
          malware:
            malware.verdict === 'infected'
              ? `infected: ${malware.name}`
              : malware.verdict === 'unknown'
                ? `unknown: ${malware.why}`
                : 'clean',
        }),
    ...(findings.unscanned.length === 0
      ? {}
      : { unscanned: findings.unscanned.map(({ path, why }) => `${path.slice(0, MAX_PATH)}: ${why}`) }),
  };
}
