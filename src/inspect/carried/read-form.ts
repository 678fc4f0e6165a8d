import type { CarriedFiles } from '../../model/carried-files.ts';
import { gatherCarried } from './carried-parts.ts';
import type { CarriedReader } from './read-json.ts';

const LONGEST_NAME = 1024;

/** `actions[][content]` as names: an empty one stands for an element. */
function namesOf(written: string): readonly (string | undefined)[] {
  const [first = '', ...rest] = written.replace(/^ +/, '').split('[');
  return [first, ...rest.map((each) => each.replace(/\]$/, '') || undefined)];
}

/** Reads what an `application/x-www-form-urlencoded` body carries (WHATWG URL, section 5.1), as it comes. */
export function readCarriedForm(files: readonly CarriedFiles[]): CarriedReader {
  const gathered = gatherCarried(files);
  gathered.open();
  const decoder = new TextDecoder();
  let name = '';
  let isName = true;
  /** A percent sign and what belongs to it, which is not whole yet. */
  let rest = '';

  /** Bytes that percent signs stand for make characters together, so they are taken off as bytes. */
  function decoded(text: string, isLast: boolean): string {
    const all = rest + text.replaceAll('+', ' ');
    const cut = isLast ? -1 : all.slice(-2).indexOf('%');
    const whole = cut < 0 ? all : all.slice(0, all.length - Math.min(2, all.length) + cut);
    rest = all.slice(whole.length);
    const bytes = Buffer.from(whole, 'utf8').toString('latin1');
    const plain = bytes.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    return decoder.decode(Buffer.from(plain, 'latin1'), { stream: !isLast });
  }

  function* add(text: string, isLast: boolean): ReturnType<CarriedReader['read']> {
    const plain = decoded(text, isLast);
    if (!isName) {
      if (plain !== '') yield* gathered.piece(plain);
      return;
    }
    yield { kind: 'text', text: plain };
    if (name.length <= LONGEST_NAME) name += plain;
  }

  function* endName(): ReturnType<CarriedReader['read']> {
    yield { kind: 'text', text: '= ' };
    gathered.begin(namesOf(name));
    name = '';
    isName = false;
  }

  return {
    *read(text) {
      for (const [sign] of text.matchAll(/[^&=]+|[&=]/g)) {
        if (sign === '=' && isName) {
          yield* add('', true);
          yield* endName();
        } else if (sign === '&') {
          yield* add('', true);
          if (isName) yield* endName();
          yield* gathered.end();
          isName = true;
        } else yield* add(sign, false);
      }
    },
    *end() {
      yield* add('', true);
      if (isName) yield* endName();
      yield* gathered.end();
      yield* gathered.close();
    },
  };
}
