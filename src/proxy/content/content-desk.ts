import type { Readable } from 'node:stream';
import type { ProtectionConfig } from '../../config/gateway-config.ts';
import { DetectorFault, type DetectorSpec } from '../../inspect/detectors/detector.ts';
import { compileDetectors, type DetectorSet } from '../../inspect/detectors/detector-set.ts';
import { createInspection } from '../../inspect/inspector.ts';
import type { Limits } from '../../inspect/limits.ts';
import type { MalwareScanner } from '../../inspect/malware/scanner.ts';
import { compileMasks, type MaskForm, type MaskSet } from '../../inspect/mask/masker.ts';
import type { Findings } from '../../model/content.ts';
import type { ContentDetector } from '../../policy/content-document.ts';
import type { ContentNeeds } from '../../policy/content-needs.ts';
import { detectorKey } from '../../policy/detector-key.ts';
import { decodedSight, notKept, type Sight } from './decoded-sight.ts';
import { holdBody } from './hold-body.ts';
import { type MaskedBody, maskBody } from './mask-body.ts';
import { type FileToProtect, type ProtectedFile, protectBody, type Unprotected } from './protect-body.ts';
import { createSpool } from './spool.ts';
import { type Watched, watchedBody } from './watched-body.ts';

/** A file on its way, as it is known before anybody looks into it. */
export interface FileOnItsWay {
  readonly body: Readable;
  readonly name: string | undefined;
  readonly declaredType: string | undefined;
  /** Undefined when one of its content codings is not known. */
  readonly codings: readonly string[] | undefined;
  /** A piece of a file shows nothing of the rest. */
  readonly partial: boolean;
  /** Nobody waits for it: there is no body, or all of it is here already. */
  readonly isHere?: boolean;
}

/** The body of an answer whose text is to be masked, and what its header says of it. */
export type AnswerToMask = Pick<FileOnItsWay, 'body' | 'declaredType'> & { readonly codings: readonly string[] };

export interface Looked {
  /** Undefined when nobody could look: what then becomes of the file is for the policy to say. */
  readonly findings: Findings | undefined;
  /** The body, byte for byte, not a byte of which has gone anywhere. */
  readonly body: Readable;
}

export interface ContentDesk {
  /** Encrypts and labels a file on its way. */
  protect(file: FileToProtect): Promise<ProtectedFile | Unprotected>;
  /** Gives a body back that comes out without what the detectors find in it. */
  mask(detectors: readonly ContentDetector[], form: MaskForm, answer: AnswerToMask): Promise<MaskedBody>;
  /** Looks into a file while it goes on. */
  watch(needs: ContentNeeds, file: FileOnItsWay): Watched;
  look(needs: ContentNeeds, file: FileOnItsWay): Promise<Looked>;
}

export interface ContentDeskParts {
  readonly directory: string;
  /** Bytes of each body kept in memory; the rest goes to a file. */
  readonly memoryBytes: number;
  readonly limits: Partial<Limits>;
  readonly lists: NamedLists;
  readonly malware: MalwareScanner | undefined;
  readonly protection: ProtectionConfig;
  readonly failed: (error: unknown) => void;
}

/** Detector sets are made once for each combination that policies ask for. */
const MAX_SETS = 100;

/** Texts of the lists that detectors name. */
export type NamedLists = Readonly<Record<string, string>>;

/** Makes detectors of what policies write. Throws a DetectorFault or a WordListFault. */
export function detectorSetOf(detectors: readonly ContentDetector[], lists: NamedLists): DetectorSet {
  return compileDetectors(specsOf(detectors, lists));
}

function specsOf(detectors: readonly ContentDetector[], lists: NamedLists): readonly DetectorSpec[] {
  const specs = new Map(detectors.map((detector) => [detectorKey(detector), detector]));
  return [...specs].map(([id, { list, ...detector }]) => {
    if (list === undefined) return { ...detector, id };
    if (!Object.hasOwn(lists, list)) throw new DetectorFault(`there is no list ${list} in inspection.lists`);
    return { ...detector, id, list: lists[list]! };
  });
}

/** Keeps what was made of a combination of detectors. */
function kept<Made>(
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

export function createContentDesk({
  directory,
  memoryBytes,
  limits,
  lists,
  malware,
  protection,
  failed,
}: ContentDeskParts): ContentDesk {
  const setOf = kept((detectors) => detectorSetOf(detectors, lists));
  const masksFor: (detectors: readonly ContentDetector[]) => MaskSet = kept((detectors) =>
    compileMasks(specsOf(detectors, lists)),
  );

  /** Undefined where nobody can look. */
  function sightOf(needs: ContentNeeds, { name, declaredType, codings, partial }: FileOnItsWay): Sight | undefined {
    if (codings === undefined || partial) return undefined;
    return decodedSight(
      createInspection({
        detectors: setOf(needs.detectors),
        limits,
        ...(name === undefined ? {} : { name }),
        ...(declaredType === undefined ? {} : { declaredType }),
        ...(needs.malware && malware !== undefined ? { malware } : {}),
      }),
      codings,
    );
  }

  return {
    watch(needs, file) {
      const sight = sightOf(needs, file);
      return sight === undefined
        ? { body: file.body, findings: async () => undefined }
        : watchedBody(file.body, sight, failed);
    },
    protect: (file) => protectBody(file, protection, { directory, memoryBytes }),
    mask: (detectors, form, { body, codings, declaredType }) =>
      maskBody(body, codings, declaredType, form, masksFor(detectors)),
    async look(needs, file) {
      const { body } = file;
      const sight = sightOf(needs, file);
      if (sight === undefined) return { findings: undefined, body };
      let fault: unknown;
      try {
        const held = await holdBody(body, createSpool(directory, memoryBytes), async (chunk) => {
          if (fault !== undefined) return;
          try {
            await sight.see(chunk);
          } catch (error) {
            fault = error;
          }
        });
        if (held.whole && fault === undefined) {
          try {
            return { findings: await sight.end(), body: held.body };
          } catch (error) {
            fault = error;
          }
        }
        failed(held.fault ?? fault);
        if (!held.whole && fault === undefined) return { findings: notKept(await sight.end()), body: held.body };
        sight.abort();
        return { findings: undefined, body: held.body };
      } catch (error) {
        sight.abort();
        throw error;
      }
    },
  };
}
