import { referenceText } from './reference-text.ts';

const ATTRIBUTE = /([^\s=/"'<>]{1,200})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g;

/** Attributes of a tag, in their order, values without references. */
export function* attributesOf(written: string): Generator<readonly [name: string, value: string]> {
  for (const [, name, double, single, bare] of written.matchAll(ATTRIBUTE)) {
    const value = double ?? single ?? bare ?? '';
    yield [name!, value.includes('&') ? referenceText(value) : value];
  }
}

/** A name without its prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
