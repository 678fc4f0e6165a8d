/** The name that a spelling of a host stands for; of a name in Unicode, one of those that the index has it by. */
export type HostName = (spelling: string) => string;

/** A character of a host as spelled: itself or percent-encoded, with the tabs and newlines before it. */
const CHARACTER = /([\t\n\r]*)(%[0-9a-f]{2}|[^\t\n\r])/giy;

/**
 * Writes a host as one label, spelling kept: `.` becomes `-` and `-` becomes `--`, `%2E` becomes `%2D`. Undefined when the
 * spelling is not one character (or escape) for each of `name`.
 */
export function spellAsLabel(spelling: string, name: string): string | undefined {
  const characters = charactersOf(spelling);
  if (characters.length !== name.length) return undefined;
  return characters
    .map(([blank, char], at) => {
      if (name[at] === '-') return blank + char + char;
      return name[at] === '.'
        ? blank + (char === '.' ? '-' : char.replace(/e$/, 'd').replace(/E$/, 'D'))
        : blank + char;
    })
    .join('');
}

/** The way back from `spellAsLabel`. */
export function spellAsHost(label: string, name: string, hostName: HostName): string | undefined {
  const characters = charactersOf(label);
  let out = '';
  let at = 0;
  for (const expected of name) {
    const [blank, char] = characters[at++] ?? ['', ''];
    if (expected === '-') at++;
    out += blank;
    out += expected !== '.' ? char : char === '-' ? '.' : char.replace(/d$/, 'e').replace(/D$/, 'E');
  }
  return at === characters.length && hostName(out.replace(/[\t\n\r]/g, '')) === name ? out : undefined;
}

function charactersOf(text: string): readonly (readonly [blank: string, char: string])[] {
  return [...text.matchAll(CHARACTER)].map(([, blank, char]) => [blank as string, char as string] as const);
}
