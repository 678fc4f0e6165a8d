/** End of a zip's directory, and beginnings of other archives: unpackers find them behind anything. */
const MARKS = ['PK\x05\x06', 'Rar!\x1a\x07', '7z\xbc\xaf\x27\x1c'].map((mark) => Buffer.from(mark, 'latin1'));
const LONGEST = 6;

/** Whether an archive is hidden in what goes past: in a document of another type that nobody would unpack. */
export function createHiddenArchiveSign(...more: readonly string[]): (piece: Uint8Array) => boolean {
  const marks = [...MARKS, ...more.map((mark) => Buffer.from(mark, 'latin1'))];
  let tail = Buffer.alloc(0);
  return (piece) => {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    const edge = Buffer.concat([tail, bytes.subarray(0, LONGEST - 1)]);
    const found = marks.some((mark) => bytes.includes(mark) || edge.includes(mark));
    tail = Buffer.from(Buffer.concat([tail, bytes.subarray(-(LONGEST - 1))]).subarray(-(LONGEST - 1)));
    return found;
  };
}
