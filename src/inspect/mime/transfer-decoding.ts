const EQUALS = 0x3d;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

type Bytes = AsyncIterable<Uint8Array>;

/** RFC 2045 6.7: `=41` is a byte, `=` at the end of a line joins it with the next. What makes no sense stays as it is. */
async function* quotedPrintable(source: Bytes): AsyncGenerator<Uint8Array> {
  let held: Buffer = Buffer.alloc(0);
  const decode = (last: boolean): Buffer => {
    const out = Buffer.alloc(held.length);
    let to = 0;
    let at = 0;
    while (at < held.length) {
      const byte = held[at]!;
      if (byte !== EQUALS) {
        out[to++] = byte;
        at++;
        continue;
      }
      if (!last && at + 3 > held.length) break;
      const code = held.toString('latin1', at + 1, at + 3);
      if (/^[0-9a-f]{2}$/i.test(code)) {
        out[to++] = Number.parseInt(code, 16);
        at += 3;
      } else if (held[at + 1] === NEWLINE) at += 2;
      else if (held[at + 1] === RETURN) at += held[at + 2] === NEWLINE ? 3 : 2;
      else out[to++] = held[at++]!;
    }
    held = held.subarray(at);
    return out.subarray(0, to);
  };
  for await (const piece of source) {
    held = Buffer.concat([held, piece]);
    yield decode(false);
  }
  yield decode(true);
}

/** RFC 2045 6.8: what is no letter of the alphabet is skipped, and padding ends a group but not the data. */
async function* base64(source: Bytes): AsyncGenerator<Uint8Array> {
  let group = '';
  for await (const piece of source) {
    const letters =
      group +
      Buffer.from(piece)
        .toString('latin1')
        .replace(/[^\w+/=-]/g, '');
    const runs = letters.split(/=+/);
    group = runs.pop()!;
    for (const run of runs) yield Buffer.from(run, 'base64');
    const whole = group.length - (group.length % 4);
    yield Buffer.from(group.slice(0, whole), 'base64');
    group = group.slice(whole);
  }
  yield Buffer.from(group, 'base64');
}

/** Content-Transfer-Encoding -> what takes it off. */
const DECODINGS: Readonly<Record<string, (source: Bytes) => Bytes>> = {
  '': (source) => source,
  '7bit': (source) => source,
  '8bit': (source) => source,
  binary: (source) => source,
  base64,
  'quoted-printable': quotedPrintable,
};

/** Bytes without their transfer encoding; undefined for one that nobody knows. */
export function transferDecoded(source: Bytes, encoding: string): Bytes | undefined {
  const name = encoding.trim().toLowerCase();
  return Object.hasOwn(DECODINGS, name) ? DECODINGS[name]!(source) : undefined;
}
