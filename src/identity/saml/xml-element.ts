export interface XmlAttribute {
  readonly name: string;
  /** Empty for an attribute without a prefix (Namespaces in XML, section 6.2). */
  readonly namespace: string;
  readonly value: string;
}

/** An element of the strict reader. `start` and `end` are its place in the text that was read. */
export interface XmlElement {
  readonly name: string;
  readonly prefix: string;
  readonly namespace: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** The value of an element without children; blank for one with children. */
  readonly text: string;
  readonly parent: XmlElement | undefined;
  /** Prefixes in scope, and what they stand for. */
  readonly scope: ReadonlyMap<string, string>;
  readonly start: number;
  readonly end: number;
}

/** Value of an attribute without a namespace. */
export function attribute(element: XmlElement, name: string): string | undefined {
  return element.attributes.find((each) => each.name === name && each.namespace === '')?.value;
}

export function is(element: XmlElement, namespace: string, name: string): boolean {
  return element.name === name && element.namespace === namespace;
}

export function childrenNamed(element: XmlElement, namespace: string, name: string): XmlElement[] {
  return element.children.filter((child) => is(child, namespace, name));
}

/** The child of this name, when there is exactly one. */
export function onlyChild(element: XmlElement, namespace: string, name: string): XmlElement | undefined {
  const found = childrenNamed(element, namespace, name);
  return found.length === 1 ? found[0] : undefined;
}

/** The element and everything below it, in document order. */
export function* everyElement(element: XmlElement): Generator<XmlElement> {
  const waiting = [element];
  for (let each = waiting.pop(); each; each = waiting.pop()) {
    yield each;
    for (let index = each.children.length - 1; index >= 0; index--) waiting.push(each.children[index] as XmlElement);
  }
}

/** The value without the white space around it. */
export function value(element: XmlElement | undefined): string | undefined {
  const text = element?.text.trim();
  return text === '' ? undefined : text;
}
