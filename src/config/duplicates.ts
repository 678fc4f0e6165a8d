import type { ConfigFault } from './config-fault.ts';
import { pathText } from './read-yaml.ts';

/** A fault for every id that was used before it; `path` says where the one of an index stands. */
export function duplicates(
  ids: readonly string[],
  file: string,
  path: (index: number) => readonly PropertyKey[],
): ConfigFault[] {
  return ids.flatMap((id, index) =>
    ids.indexOf(id) === index
      ? []
      : [{ file, path: pathText(path(index)), message: `${id} is used twice`, fix: 'give each its own id' }],
  );
}
