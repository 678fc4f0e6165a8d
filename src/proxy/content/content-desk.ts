import type { Readable } from 'node:stream';
import type { ProtectionConfig } from '../../config/gateway-config.ts';
import { createInspection, type Inspection } from '../../inspect/inspector.ts';
import type { Limits } from '../../inspect/limits.ts';
import type { MalwareScanner } from '../../inspect/malware/scanner.ts';
import { compileMasks, type MaskForm, type MaskSet } from '../../inspect/mask/masker.ts';
import type { CarriedFiles } from '../../model/carried-files.ts';
import type { Findings } from '../../model/content.ts';
import type { ContentDetector } from '../../policy/content-document.ts';
import type { ContentNeeds } from '../../policy/content-needs.ts';
import type { ChunkFrames } from './chunk-frames.ts';
import { type CountedBody, countBody } from './count-body.ts';
import { decodedSight, notKept } from './decoded-sight.ts';
import { detectorSetOf, kept, type NamedLists, specsOf } from './detector-sets.ts';
import { type FramedSight, framedSight } from './framed-sight.ts';
import { holdBody } from './hold-body.ts';
import { type HeldForm, holdForm } from './hold-form.ts';
import type { Join } from './joined-uploads.ts';
import { type MaskedBody, maskBody } from './mask-body.ts';
import { createPartDesk, type PartDesk } from './part-desk.ts';
import { ofPiece, withFields } from './piece-findings.ts';
import {
  beginJoin,
  type ConcatOfUploads,
  type FinishOfUpload,
  formGoesOn,
  type PlaceInUpload,
} from './place-in-upload.ts';
import { type FileToProtect, type ProtectedFile, protectBody, type Unprotected } from './protect-body.ts';
import { createSpool } from './spool.ts';
import { createUploadsInPieces, type UploadsInPieces } from './uploads-in-pieces.ts';
import { type Watched, watchedBody } from './watched-body.ts';

/** A file on its way, as it is known before anybody looks into it. */
export interface FileOnItsWay {
  readonly body: Readable;
  readonly name: string | undefined;
  readonly declaredType: string | undefined;
  /** Undefined when one of its content codings is not known. */
  readonly codings: readonly string[] | undefined;
  /** Of an upload to S3: the file stands between lines of chunks. */
  readonly frames?: ChunkFrames;
  /** A piece of a file shows nothing of the rest. */
  readonly partial: boolean;
  /** Nobody waits for it: there is no body, or all of it is here already. */
  readonly isHere?: boolean;
  /** Of an upload whose pieces are put together. */
  readonly place?: PlaceInUpload;
  /** Text that comes with it. */
  readonly beside?: string;
  /** Where the body holds the files as text; it is a file itself without. */
  readonly carried?: readonly CarriedFiles[];
}

/** The body of an answer whose text is to be masked, and what its header says of it. */
export type AnswerToMask = Pick<FileOnItsWay, 'body' | 'declaredType'> & { readonly codings: readonly string[] };

export interface Looked {
  /** Undefined when nobody could look: what then becomes of the file is for the policy to say. */
  readonly findings: Findings | undefined;
  /** Whether they are those of a piece, and the whole is still to be judged. */
  readonly isPiece?: boolean;
  /** The body, byte for byte, not a byte of which has gone anywhere. */
  readonly body: Readable;
}

export interface ContentDesk {
  /** Encrypts and labels a file on its way. */
  protect(file: FileToProtect): Promise<ProtectedFile | Unprotected>;
  /** Gives a body back that comes out without what the detectors find in it. */
  mask(detectors: readonly ContentDetector[], form: MaskForm, answer: AnswerToMask): Promise<MaskedBody>;
  /** Gives a body back as it is, and tells what would have been masked in it. */
  count(detectors: readonly ContentDetector[], form: MaskForm, answer: AnswerToMask): CountedBody;
  /** Looks into a file while it goes on. */
  watch(needs: ContentNeeds, file: FileOnItsWay): Watched;
  look(needs: ContentNeeds, file: FileOnItsWay): Promise<Looked>;
  /** What a form brings goes on. */
  readonly goesOn: (place: PlaceInUpload) => void;
  readonly uploads: UploadsInPieces;
  /** Gives a form back once all of it is here, and its files. */
  holdForm(body: Readable, contentType: string): Promise<HeldForm>;
  readonly parts: PartDesk;
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
  readonly now: () => number;
}

/** Bytes of a list of parts. */
const LONGEST_LIST = 2 * 1024 * 1024;

export function createContentDesk({
  directory,
  memoryBytes,
  limits,
  lists,
  malware,
  protection,
  failed,
  now,
}: ContentDeskParts): ContentDesk {
  const uploads = createUploadsInPieces(directory, now, failed);
  const setOf = kept((detectors) => detectorSetOf(detectors, lists));
  const masksFor: (detectors: readonly ContentDetector[]) => MaskSet = kept((detectors) =>
    compileMasks(specsOf(detectors, lists)),
  );

  function inspection(needs: ContentNeeds, file: Partial<FileOnItsWay>): Inspection {
    const { name, declaredType, beside, carried } = file;
    return createInspection({
      detectors: setOf(needs.detectors),
      limits,
      ...(name === undefined ? {} : { name }),
      ...(declaredType === undefined ? {} : { declaredType }),
      ...(beside === undefined ? {} : { beside }),
      ...(carried === undefined ? {} : { carried }),
      ...(needs.malware && malware !== undefined ? { malware } : {}),
    });
  }

  /** Undefined where nobody can look. */
  function sightOf(needs: ContentNeeds, file: FileOnItsWay): FramedSight | undefined {
    const isPart = file.place !== undefined && file.place.kind !== 'piece';
    if (file.codings === undefined || file.partial || isPart) return undefined;
    return sight(needs, file, file.codings);
  }

  /** `join` takes what comes, as far as it is the file. */
  function sight(
    needs: ContentNeeds,
    file: FileOnItsWay,
    codings: readonly string[],
    join?: Pick<Join, 'see'>,
  ): FramedSight {
    const decoded = decodedSight(inspection(needs, file), codings);
    const also = async (piece: Uint8Array): Promise<void> => join?.see(piece);
    if (file.frames) return framedSight(file.frames, decoded, decodedSight(inspection(needs, file), []), also);
    if (!join) return decoded;
    return {
      ...decoded,
      async see(chunk) {
        await also(chunk);
        await decoded.see(chunk);
      },
    };
  }

  return {
    watch(needs, file) {
      const watching = sightOf(needs, file);
      return watching === undefined
        ? { body: file.body, findings: async () => undefined }
        : watchedBody(file.body, watching, failed);
    },
    protect: (file) => protectBody(file, protection, { directory, memoryBytes }),
    mask: (detectors, form, { body, codings, declaredType }) =>
      maskBody(body, codings, declaredType, form, masksFor(detectors)),
    count: (detectors, form, { body, codings, declaredType }) =>
      countBody(body, (copy) => maskBody(copy, codings, declaredType, form, masksFor(detectors))),
    goesOn: (place) => formGoesOn(place, uploads),
    uploads,
    holdForm: (body, contentType) => holdForm(body, contentType, createSpool(directory, memoryBytes), failed),
    parts: createPartDesk(() => createSpool(directory, memoryBytes), inspection, failed),
    async look(needs, file) {
      const { place, codings, partial } = file;
      if (place?.kind === 'concat') return lookAtConcat(needs, file, place);
      if (place?.kind === 'finish') return codings?.length === 0 ? lookAtFinish(needs, file, place) : unseen(file);
      const join = place && codings?.length === 0 ? beginJoin(uploads, place) : undefined;
      if (codings === undefined || (!join && (partial || place))) return unseen(file);
      const looking = sight(needs, file, codings, join);
      try {
        const held = await holdAndSee(file.body, looking);
        const { body } = held;
        if (join === undefined || held.findings === undefined || held.isCut) return held;
        const whole = join.end();
        if (whole === 'unfinished') return { findings: ofPiece(held.findings), isPiece: true, body };
        if (whole === 'broken') return { findings: undefined, body };
        const findings = await lookThrough(inspection(needs, { ...file, declaredType: typeOfWhole(file) }), whole());
        if (join.isPart) return { findings: findings && ofPiece(findings), isPiece: true, body };
        return { findings: place?.kind === 'form' ? withFields(findings, held.findings) : findings, body };
      } catch (error) {
        looking.abort();
        throw error;
      } finally {
        join?.release();
      }
    },
  };

  /** What a request makes of uploads, which brings nothing itself. */
  async function lookAtConcat(needs: ContentNeeds, file: FileOnItsWay, place: ConcatOfUploads): Promise<Looked> {
    let isEmpty = true;
    const { whole, body } = await holdBody(file.body, createSpool(directory, memoryBytes), async () => {
      isEmpty = false;
    });
    const made = whole && isEmpty ? uploads.pieces.concat(place.uploads, place.sessionId) : undefined;
    return {
      findings: made && (await lookThrough(inspection(needs, { ...file, declaredType: undefined }), made())),
      body,
    };
  }

  /** What a request makes of parts: its body lists them, where it has one. */
  async function lookAtFinish(
    needs: ContentNeeds,
    file: FileOnItsWay,
    { upload, sessionId, order }: FinishOfUpload,
  ): Promise<Looked> {
    const list: Buffer[] = [];
    let size = 0;
    const { whole, body } = await holdBody(file.body, createSpool(directory, memoryBytes), async (chunk) => {
      size += chunk.length;
      if (size <= LONGEST_LIST) list.push(Buffer.from(chunk));
    });
    if (!whole || size > LONGEST_LIST) return { findings: undefined, body };
    const made = uploads.parts.finish(upload, sessionId, (known) =>
      order(Buffer.concat(list).toString('latin1'), known),
    );
    return {
      findings: made && (await lookThrough(inspection(needs, { ...file, declaredType: undefined }), made())),
      body,
    };
  }

  /** Holds a body while it is looked into and, of a piece, kept. */
  async function holdAndSee(source: Readable, sight: FramedSight): Promise<Looked & { readonly isCut?: true }> {
    let fault: unknown;
    const held = await holdBody(source, createSpool(directory, memoryBytes), async (chunk) => {
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
    if (!held.whole && fault === undefined) {
      const beginning = await sight.end();
      return { findings: beginning && notKept(beginning), body: held.body, isCut: true };
    }
    sight.abort();
    return { findings: undefined, body: held.body };
  }

  /** Undefined when it cannot be read. */
  async function lookThrough(inspection: Inspection, bytes: AsyncIterable<Buffer>): Promise<Findings | undefined> {
    try {
      for await (const chunk of bytes) await inspection.write(chunk);
      return await inspection.end();
    } catch (error) {
      inspection.abort();
      failed(error);
      return undefined;
    }
  }
}

const unseen = ({ body }: FileOnItsWay): Looked => ({ findings: undefined, body });

/** A type that says how pieces come says nothing of the whole (tus 1.0, PATCH). */
function typeOfWhole({ declaredType, place }: FileOnItsWay): string | undefined {
  if (place?.kind === 'form') return undefined;
  return declaredType?.toLowerCase().startsWith('application/offset+octet-stream') ? undefined : declaredType;
}
