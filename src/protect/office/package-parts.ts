import { posix } from 'node:path';
import type { OfficePackage } from './office-package.ts';

const TYPES = '[Content_Types].xml';
const RELATIONS = '_rels/.rels';
const EMPTY_RELATIONS =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>';

/** Adds a part that the package itself refers to, or puts another one in its place (ECMA-376 part 2, 8.1 and 8.5). */
export function putPart(
  parts: OfficePackage,
  { name, content, mediaType, relation }: { name: string; content: string; mediaType: string; relation: string },
): void {
  const isNew = parts.read(name) === undefined;
  parts.write(name, Buffer.from(content));
  if (!isNew) return;
  const types = text(parts, TYPES);
  if (types !== undefined && !types.includes(`"/${name}"`))
    parts.write(
      TYPES,
      Buffer.from(types.replace(/<\/Types>\s*$/, `<Override PartName="/${name}" ContentType="${mediaType}"/></Types>`)),
    );
  const relations = text(parts, RELATIONS) ?? EMPTY_RELATIONS;
  const id = `rIdLabel${relations.length}`;
  const added = `<Relationship Id="${id}" Type="${relation}" Target="${name}"/></Relationships>`;
  parts.write(
    RELATIONS,
    Buffer.from(
      relations.replace(/<\/Relationships>\s*$|\/>\s*$/, (end) => (end.startsWith('/>') ? `>${added}` : added)),
    ),
  );
}

/** Takes parts out, and what refers to them. Gives how many there were. */
export function removeParts(parts: OfficePackage, isUnwanted: (name: string) => boolean): number {
  const gone = new Set(parts.names().filter(isUnwanted));
  if (gone.size === 0) return 0;
  for (const name of gone) {
    parts.remove(name);
    const own = posix.join(posix.dirname(name), '_rels', `${posix.basename(name)}.rels`);
    parts.remove(own);
  }
  const types = text(parts, TYPES);
  if (types !== undefined)
    parts.write(
      TYPES,
      Buffer.from(
        types.replace(/<Override\b[^>]*\bPartName\s*=\s*["']\/([^"']*)["'][^>]*>/g, (element, name: string) =>
          gone.has(decodeURI(name)) ? '' : element,
        ),
      ),
    );
  for (const name of parts.names().filter((each) => each.endsWith('.rels'))) {
    const before = text(parts, name) ?? '';
    const base = posix.join('/', posix.dirname(posix.dirname(name)));
    const after = before.replace(
      /<Relationship\b[^>]*?\bTarget\s*=\s*["']([^"']*)["'][^>]*>/g,
      (element, target: string) => (gone.has(posix.resolve(base, target).slice(1)) ? '' : element),
    );
    if (after !== before) parts.write(name, Buffer.from(after));
  }
  return gone.size;
}

/** A part as text. */
export function text(parts: OfficePackage, name: string): string | undefined {
  return parts.read(name)?.toString('utf8');
}
