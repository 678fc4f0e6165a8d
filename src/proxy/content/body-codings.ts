import type { Identified } from '../../model/exchange.ts';
import { contentCodings } from '../body/content-coding.ts';
import { chunkFramesOf, withoutFrames } from './chunk-frames.ts';
import type { FileOnItsWay } from './content-desk.ts';
import { uploadRequestOf } from './place-in-upload.ts';

/**
 * How the body of an upload is to be read. `isObject`: all of it is one file. Chunks of S3 are read where they can be: an object, or a
 * part of one. In whatever else comes so, nobody can say what an app makes of them.
 */
export function bodyCodings(exchange: Identified, isObject: boolean): Pick<FileOnItsWay, 'codings' | 'frames'> {
  const { headers, originUrl } = exchange;
  const frames = chunkFramesOf(headers, originUrl);
  if (frames === undefined) return { codings: contentCodings(headers) };
  const found = uploadRequestOf(exchange);
  const isOfS3 = found === undefined || (found.protocol.id === 's3' && found.act.kind === 'part');
  if (frames === 'unclear' || !isObject || !isOfS3) return { codings: undefined };
  return { codings: contentCodings(withoutFrames(headers)), frames };
}
