/** What one module says about others, and its code with everything that is not code blanked out. */
export interface SourceFacts {
  /** Same length as the source; comments and the contents of strings, templates and regular expressions are spaces. */
  readonly code: string;
  readonly imports: readonly ImportFact[];
  readonly exportsDefault: boolean;
  readonly reexportsAll: boolean;
  readonly lines: number;
}

export interface ImportFact {
  readonly specifier: string;
  /** 1-based. */
  readonly line: number;
  readonly kind: 'static' | 'dynamic' | 'require';
}

/** After one of these words a slash begins a regular expression, not a division (ECMA-262, 12.9.5). */
const REGEX_AFTER_WORD =
  /(?:^|[^\w$.])(?:return|typeof|case|in|of|delete|void|throw|new|else|do|await|yield|instanceof)$/;
const REGEX_AFTER_SIGN = '(,=:[!&|?{};+-*%<>~^';

/**
 * Blanks what is not code. Line breaks and quotes stay where they are, so that offsets and lines hold.
 * Written for this house's own sources: a regular expression directly after `)` is read as a division.
 */
export function blankNonCode(source: string): string {
  const out =
    [...source].length === source.length
      ? source.split('')
      : Array.from({ length: source.length }, (_, i) => source[i]!);
  const blank = (from: number, to: number): void => {
    for (let at = from; at < to; at++) if (out[at] !== '\n') out[at] = ' ';
  };
  /** Brace depth of the code inside each open `${`. */
  const templates: number[] = [];
  let depth = 0;
  let at = 0;
  let lastCode = -1;

  const skipTemplateText = (): void => {
    const from = at;
    while (at < source.length) {
      if (source[at] === '\\') at += 2;
      else if (source[at] === '`') break;
      else if (source.startsWith('${', at)) break;
      else at++;
    }
    blank(from, Math.min(at, source.length));
    if (source[at] === '`') at++;
    else if (at < source.length) {
      templates.push(depth);
      at += 2;
    }
    lastCode = at - 1;
  };

  while (at < source.length) {
    const char = source[at]!;
    if (source.startsWith('//', at) || (at === 0 && source.startsWith('#!'))) {
      const end = source.indexOf('\n', at);
      blank(at, end < 0 ? source.length : end);
      at = end < 0 ? source.length : end;
    } else if (source.startsWith('/*', at)) {
      const end = source.indexOf('*/', at + 2);
      blank(at, end < 0 ? source.length : end + 2);
      at = end < 0 ? source.length : end + 2;
    } else if (char === "'" || char === '"') {
      const from = at++;
      while (at < source.length && source[at] !== char && source[at] !== '\n') at += source[at] === '\\' ? 2 : 1;
      blank(from + 1, Math.min(at, source.length));
      lastCode = at++;
    } else if (char === '`') {
      at++;
      skipTemplateText();
    } else if (char === '/' && beginsRegex(out, lastCode)) {
      const from = at++;
      let inClass = false;
      while (at < source.length && source[at] !== '\n' && (inClass || source[at] !== '/')) {
        if (source[at] === '[') inClass = true;
        else if (source[at] === ']') inClass = false;
        at += source[at] === '\\' ? 2 : 1;
      }
      blank(from + 1, Math.min(at, source.length));
      lastCode = at++;
    } else {
      if (char === '{') depth++;
      else if (char === '}') {
        if (templates.length > 0 && templates.at(-1) === depth) {
          templates.pop();
          at++;
          skipTemplateText();
          continue;
        }
        depth--;
      }
      if (char.trim() !== '') lastCode = at;
      at++;
    }
  }
  return out.join('');
}

function beginsRegex(code: readonly string[], lastCode: number): boolean {
  if (lastCode < 0) return true;
  const before = code[lastCode]!;
  if (REGEX_AFTER_SIGN.includes(before)) return true;
  return REGEX_AFTER_WORD.test(code.slice(Math.max(0, lastCode - 12), lastCode + 1).join(''));
}

/** Each pattern ends at the opening quote of the specifier. */
const SPECIFIER_PATTERNS: ReadonlyArray<readonly [ImportFact['kind'], RegExp]> = [
  ['static', /(?<![\w$.])(?:import|export)\b[\w$\s,{}*]*?(?<![\w$.])from\s*(['"])/g],
  ['static', /(?<![\w$.])import\s*(['"])/g],
  ['dynamic', /(?<![\w$.])import\s*\(\s*(['"`])/g],
  ['require', /(?<![\w$.])(?:require|require\.resolve|import\.meta\.resolve)\s*\(\s*(['"`])/g],
  ['require', /(?<![\w$.])createRequire\s*\([^()]*(?:\([^()]*\)[^()]*)?\)\s*(?:\.\s*resolve\s*)?\(\s*(['"`])/g],
];

/** Reads every `import`, `import type`, `export … from`, `import()` (as a value or a type) and `require` of a module. */
export function readSource(source: string): SourceFacts {
  const code = blankNonCode(source);
  const imports: ImportFact[] = [];
  for (const [kind, pattern] of SPECIFIER_PATTERNS) {
    for (const found of code.matchAll(pattern)) {
      const from = found.index + found[0].length;
      const to = code.indexOf(found[1]!, from);
      imports.push({ kind, specifier: source.slice(from, to), line: code.slice(0, from).split('\n').length });
    }
  }
  imports.sort((a, b) => a.line - b.line);
  return {
    code,
    imports,
    exportsDefault: /(?<![\w$.])export\s+default\b|\bas\s+default\b(?=[^;]*\})/.test(code),
    reexportsAll: /(?<![\w$.])export\s+(?:type\s+)?\*/.test(code),
    lines: source.split('\n').length - (source.endsWith('\n') ? 1 : 0),
  };
}
