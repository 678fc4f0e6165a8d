/** A media type with its parameters (RFC 9110 8.3.1), names in lower case. What makes no sense gives an empty type. */
export interface DeclaredType {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const PARAMETER = /;\s*([\w!#$%&'*+.^`|~-]{1,60})\s*=\s*(?:"((?:[^"\\]|\\.){0,300})"|([^\s;"]{1,300}))/gy;

export function readDeclaredType(written: string | undefined): DeclaredType {
  const value = (written ?? '').slice(0, 2000);
  const type = /^\s*([\w!#$&^.+-]+\/[\w!#$&^.+-]+)\s*/.exec(value);
  const parameters = new Map<string, string>();
  if (type === null) return { type: '', parameters };
  PARAMETER.lastIndex = type[0].length;
  for (let found = PARAMETER.exec(value); found !== null; found = PARAMETER.exec(value)) {
    const name = found[1]!.toLowerCase();
    if (!parameters.has(name)) parameters.set(name, found[2]?.replace(/\\(.)/g, '$1') ?? found[3]!);
  }
  return { type: type[1]!.toLowerCase(), parameters };
}
