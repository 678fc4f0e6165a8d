import type { Readable } from 'node:stream';
import type { Inspection } from '../../inspect/inspector.ts';
import type { Findings } from '../../model/content.ts';
import type { ContentNeeds } from '../../policy/content-needs.ts';
import { createFormParts, type FormPart } from '../../policy/recognise/form-parts.ts';
import { holdBody } from './hold-body.ts';
import type { Spool } from './spool.ts';

/** The body again; read it or destroy it. Not a byte of it has gone anywhere. */
interface Again {
  readonly body: Readable;
}

/** Looks at the parts of a form each by itself. */
export interface PartDesk {
  /** The parts of a form, where they can be told apart with certainty and there is room to hold it. */
  partsOf(form: Readable, contentType: string): Promise<Again & { readonly parts: readonly FormPart[] | undefined }>;
  /** What is in each file of a form; the findings of the fields are left out. */
  lookAtFiles(
    form: Readable,
    parts: readonly FormPart[],
    needs: ContentNeeds,
  ): Promise<Again & { readonly found: ReadonlyMap<FormPart, Findings> }>;
}

export function createPartDesk(
  spool: () => Spool,
  inspection: (needs: ContentNeeds, file: { name: string; declaredType: string | undefined }) => Inspection,
  failed: (error: unknown) => void,
): PartDesk {
  return {
    async partsOf(form, contentType) {
      const reader = createFormParts(contentType);
      const { whole, fault, body } = await holdBody(form, spool(), async (chunk) =>
        reader.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1')),
      );
      if (!whole) failed(fault);
      return { body, parts: whole ? reader.end() : undefined };
    },
    async lookAtFiles(form, parts, needs) {
      const found = new Map<FormPart, Findings>();
      const files = parts.filter(({ file }) => file !== undefined);
      let [next] = files;
      let open: Inspection | undefined;
      let at = 0;
      const see = async (chunk: Uint8Array): Promise<void> => {
        const end = at + chunk.length;
        while (next !== undefined && next.contentStart < end) {
          const { file, contentStart, contentEnd } = next;
          open ??= inspection(needs, { name: file!.name, declaredType: file!.type });
          await open.write(chunk.subarray(Math.max(0, contentStart - at), Math.max(0, contentEnd - at)));
          if (contentEnd > end) break;
          found.set(next, await open.end());
          open = undefined;
          next = files[files.indexOf(next) + 1];
        }
        at = end;
      };
      try {
        const { whole, fault, body } = await holdBody(form, spool(), see);
        if (!whole) failed(fault);
        return { body, found };
      } finally {
        open?.abort();
      }
    },
  };
}

/** A form without some of its parts, octet for octet. */
export async function* withoutParts(form: AsyncIterable<Buffer>, left: readonly FormPart[]): AsyncGenerator<Buffer> {
  let at = 0;
  let index = 0;
  for await (const chunk of form) {
    const end = at + chunk.length;
    let from = at;
    for (; index < left.length && left[index]!.start < end; index++) {
      const part = left[index]!;
      if (part.start > from) yield chunk.subarray(from - at, part.start - at);
      from = Math.min(part.end, end);
      if (part.end > end) break;
    }
    if (from < end) yield chunk.subarray(from - at);
    at = end;
  }
}
