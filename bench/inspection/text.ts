const WORDS =
  'account agreement amount annual balance before between branch budget by client contract customer date delivery department draft each employee estimate figure following for from in invoice is item last letter list made may meeting month next note number of office on order our paid part payment plan please product project quarter record report request review sent service sheet should statement summary supplier team than that the their this to total under value we week with year you'.split(
    ' ',
  );
/** What is looked for, each about once in so many lines. */
const RARE: readonly (readonly [lines: number, text: string])[] = [
  [400, '4111 1111 1111 1111'],
  [900, 'DE89 3704 0044 0532 0130 00'],
  [150, 'jane.doe@example.com'],
  [300, '+49 30 901820'],
  [5000, 'AKIAIOSFODNN7EXAMPLE'],
  [1200, '536-90-4399'],
  [2000, 'confidential'],
  [3000, 'EMP-204518'],
];

/** Lines of words, amounts and dates as in letters and lists; the same ones in every run. */
export function plainText(bytes: number): Buffer {
  const random = generator(20_260_131);
  const lines: string[] = [];
  for (let size = 0; size < bytes; ) {
    const words: string[] = [];
    for (let left = 6 + random(10); left > 0; left--) {
      const kind = random(40);
      words.push(
        kind === 0
          ? String(random(1_000_000))
          : kind === 1
            ? `${random(999)}.${random(99)}`
            : WORDS[random(WORDS.length)]!,
      );
    }
    for (const [often, text] of RARE) if (random(often) === 0) words.push(text);
    const line = `${words.join(' ')}\n`;
    lines.push(line);
    size += line.length;
  }
  return Buffer.from(lines.join('')).subarray(0, bytes);
}

/** Numbers from 0 up to a limit: Marsaglia's xorshift of 32 bits. */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}
