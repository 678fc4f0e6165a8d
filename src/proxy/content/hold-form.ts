import type { Readable } from 'node:stream';
import { createFormFiles, type FormFile } from '../../policy/recognise/form-files.ts';
import { holdBody } from './hold-body.ts';
import type { Spool } from './spool.ts';

export interface HeldForm {
  readonly files: readonly FormFile[];
  /** The form again, byte for byte, not a byte of which has gone anywhere. */
  readonly body: Readable;
}

/** Holds a form until all its files have shown what they are called. Of one for which there is no room, the rest is unknown. */
export async function holdForm(
  source: Readable,
  contentType: string,
  spool: Spool,
  failed: (error: unknown) => void,
): Promise<HeldForm> {
  const files = createFormFiles(contentType);
  const { whole, fault, body } = await holdBody(source, spool, async (chunk) =>
    files.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1')),
  );
  if (!whole) failed(fault);
  const found = files.end();
  return { files: whole ? found : [...found, {}], body };
}
