import { scanAttributes } from './attribute-scanner.ts';

export const XHTML = 'http://www.w3.org/1999/xhtml';
export const SVG = 'http://www.w3.org/2000/svg';
const XLINK = 'http://www.w3.org/1999/xlink';

/** Namespaces whose elements can run script. */
export const RUNNING: ReadonlySet<string> = new Set([XHTML, SVG, 'http://www.w3.org/1998/Math/MathML']);

/** What each prefix stands for where a document is read, '' for names without one (Namespaces in XML 1.0, section 6). */
export interface Namespaces {
  of(prefix: string): string | undefined;
  /** An element begins, with the attributes that the document type gives it; `read` says what a value comes to. */
  enter(tag: string, defaults: ReadonlyMap<string, string>, read: (value: string) => string): void;
  leave(): void;
}

export function createNamespaces(outer: ReadonlyMap<string, string> = new Map()): Namespaces {
  /** All that a prefix stands for in the open elements, innermost last. */
  const addresses = new Map([...outer].map(([prefix, address]) => [prefix, [address]]));
  /** The prefixes that each open element declares. */
  const open: (readonly string[])[] = [];

  return {
    of: (prefix) => addresses.get(prefix)?.at(-1),
    enter(tag, defaults, read) {
      const declared = new Map<string, string>();
      const declare = (attribute: string, address: string): void => {
        const prefix = /^xmlns(?::(.+))?$/.exec(attribute);
        if (prefix) declared.set(prefix[1] ?? '', address);
      };
      for (const [attribute, address] of defaults) declare(attribute, address);
      if (tag.includes('xmlns'))
        for (const { name, valueStart, valueEnd } of scanAttributes(tag, false))
          declare(name, read(tag.slice(valueStart, valueEnd)));
      for (const [prefix, address] of declared) {
        const stack = addresses.get(prefix);
        if (stack) stack.push(address);
        else addresses.set(prefix, [address]);
      }
      open.push([...declared.keys()]);
    },
    leave() {
      for (const prefix of open.pop() ?? []) addresses.get(prefix)!.pop();
    },
  };
}

/** A name as its prefix and the rest. */
export function nameParts(name: string): readonly [prefix: string, local: string] {
  const at = name.indexOf(':');
  return at < 0 ? ['', name] : [name.slice(0, at), name.slice(at + 1)];
}

/** The name by which the tables know an attribute: those of XLink by the prefix that everybody uses. */
export function attributeName(name: string, namespaces: Namespaces): string {
  const [prefix, local] = nameParts(name);
  return prefix !== '' && namespaces.of(prefix) === XLINK ? `xlink:${local}` : name;
}
