import { createMarker, readFingerprints } from '../lists/fingerprints.ts';
import { type Detector, DetectorFault, type DetectorSpec } from './detector.ts';

const SHARE = 0.5;

/** Documents of which a good part is in what is inspected, in the same words. Counts documents. */
export function fingerprints({ id, list, share = SHARE }: DetectorSpec): Detector {
  if (list === undefined) throw new DetectorFault(`${id}: fingerprints needs a list`);
  if (!(share > 0 && share <= 1)) throw new DetectorFault(`${id}: share is more than 0 and at most 1`);
  const { documents } = readFingerprints(list);
  const owners = new Map<string, number[]>();
  for (const [index, { marks }] of documents.entries())
    for (const mark of marks) owners.set(mark, [...(owners.get(mark) ?? []), index]);
  return {
    trigger: {
      on: 'word',
      open() {
        const marker = createMarker();
        const seen = new Set<string>();
        const counts = documents.map(() => 0);
        let reported = 0;
        return {
          word(units, from, to) {
            const mark = marker.word(units, from, to);
            const owning = mark === undefined || seen.has(mark) ? undefined : owners.get(mark);
            if (owning === undefined) return undefined;
            seen.add(mark!);
            for (const index of owning) counts[index] = counts[index]! + 1;
            return undefined;
          },
          end() {
            marker.reset();
            // A document may be spread over the parts of a package: what was seen stays seen.
            const found = documents.filter(({ marks }, index) => counts[index]! >= marks.size * share).length;
            const more = found - reported;
            reported = found;
            return more;
          },
        };
      },
    },
  };
}

/** A detector that finds nothing and remembers the marks of what goes past: how fingerprints are taken. */
export function markTaker(marks: Set<string>): Detector {
  return {
    trigger: {
      on: 'word',
      open() {
        const marker = createMarker();
        return {
          word(units, from, to) {
            const mark = marker.word(units, from, to);
            if (mark !== undefined) marks.add(mark);
            return undefined;
          },
          end() {
            marker.reset();
            return 0;
          },
        };
      },
    },
  };
}
