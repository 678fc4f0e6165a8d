import { DetectorFault, type DetectorSpec } from '../../inspect/detectors/detector.ts';
import { compileDetectors, type DetectorSet } from '../../inspect/detectors/detector-set.ts';
import type { ContentDetector } from '../../policy/content-document.ts';
import { detectorKey } from '../../policy/detector-key.ts';

/** Detector sets are made once for each combination that policies ask for. */
const MAX_SETS = 100;

/** Texts of the lists that detectors name. */
export type NamedLists = Readonly<Record<string, string>>;

/** Makes detectors of what policies write. Throws a DetectorFault or a WordListFault. */
export function detectorSetOf(detectors: readonly ContentDetector[], lists: NamedLists): DetectorSet {
  return compileDetectors(specsOf(detectors, lists));
}

export function specsOf(detectors: readonly ContentDetector[], lists: NamedLists): readonly DetectorSpec[] {
  const specs = new Map(detectors.map((detector) => [detectorKey(detector), detector]));
  return [...specs].map(([id, { list, ...detector }]) => {
    if (list === undefined) return { ...detector, id };
    if (!Object.hasOwn(lists, list)) throw new DetectorFault(`there is no list ${list} in inspection.lists`);
    return { ...detector, id, list: lists[list]! };
  });
}

/** Keeps what was made of a combination of detectors. */
export function kept<Made>(
  make: (detectors: readonly ContentDetector[]) => Made,
): (detectors: readonly ContentDetector[]) => Made {
  const sets = new Map<string, Made>();
  return (detectors) => {
    const key = [...new Set(detectors.map(detectorKey))].toSorted().join('\n');
    const known = sets.get(key);
    if (known !== undefined) return known;
    if (sets.size >= MAX_SETS) sets.clear();
    const made = make(detectors);
    sets.set(key, made);
    return made;
  };
}
