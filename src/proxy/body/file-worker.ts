import { parentPort } from 'node:worker_threads';
import { changeFile, type FileUrls } from './file-change.ts';
import type { FilePiece, FileTask, UrlQuestion, UrlReplies } from './file-messages.ts';
import type { TextFileRewrite } from './rewrite-text-file.ts';

const port = parentPort!;

/**
 * A file as it becomes with the URLs known by now. Those that are not stay as they are, and are asked for: nearly always that is what
 * they do, and the file is done. Otherwise it is changed once more.
 */
function* changed({ bytes: given, change }: FileTask): Generator<FilePiece, void, UrlReplies> {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  const known = new Map<string, string>();
  let questions: UrlQuestion[] = [];
  const ask =
    (where: keyof FileUrls) =>
    (url: string, property = ''): string => {
      const key = JSON.stringify([where, property, url]);
      const mapped = known.get(key);
      if (mapped !== undefined) return mapped;
      known.set(key, url);
      questions.push({ where, url, property });
      return url;
    };
  const urls: FileUrls = { comment: ask('comment'), text: ask('text') };
  let file: TextFileRewrite;
  for (let stands = false; !stands; ) {
    file = changeFile(bytes, change, urls);
    const asked = questions;
    questions = [];
    stands = true;
    if (asked.length === 0) break;
    for (const [index, mapped] of (yield { kind: 'asks', questions: asked }).entries()) {
      if (mapped === null) continue;
      const { where, property, url } = asked[index]!;
      known.set(JSON.stringify([where, property, url]), mapped);
      stands = false;
    }
  }
  const { bytes: made, result, map } = file!;
  yield { kind: 'file', bytes: made === bytes ? undefined : made, result, map };
}

let present: Generator<FilePiece, void, UrlReplies>;
/** A file comes, then replies to questions, then (`undefined`) the end is asked for. */
port.on('message', (message: FileTask | UrlReplies | undefined) => {
  const isTask = message !== undefined && 'change' in message;
  if (isTask) present = changed(message);
  const { value, done } = isTask || message === undefined ? present.next([]) : present.next(message);
  port.postMessage(done === true ? { kind: 'end' } : value);
});
