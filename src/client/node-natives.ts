import { getOwnPropertyDescriptor, type Method } from './natives.ts';

/** What the runtime needs of a document's platform. Workers have none of it; see natives.ts for what both have. */
export const nativeFetch = window.fetch;
export const nativeLocation = window.location;
export const nativeSetTimeout = window.setTimeout;
export const createElement = Document.prototype.createElement;
export const createElementNS = Document.prototype.createElementNS as Method;
export const windowLocation = getOwnPropertyDescriptor(window, 'location')!.get!;

export const query = Document.prototype.querySelector as Method;
export const appendChild = Node.prototype.appendChild as Method;
export const removeElement = Element.prototype.remove as Method;
export const removeAttribute = Element.prototype.removeAttribute as Method;
export const nativeScriptText = getOwnPropertyDescriptor(HTMLScriptElement.prototype, 'text')!;
export const nativeInnerHtml = getOwnPropertyDescriptor(Element.prototype, 'innerHTML')!;

/** A native getter or method. */
export function reader(prototype: object, name: string): Method {
  const descriptor = getOwnPropertyDescriptor(prototype, name)!;
  return (descriptor.get ?? descriptor.value) as Method;
}

/** Native getters and methods by which the runtime itself looks at nodes. */
export const readers = {
  nodeType: reader(Node.prototype, 'nodeType'),
  localName: reader(Element.prototype, 'localName'),
  namespaceURI: reader(Element.prototype, 'namespaceURI'),
  getAttribute: reader(Element.prototype, 'getAttribute'),
  setAttribute: reader(Element.prototype, 'setAttribute'),
  textContent: reader(Node.prototype, 'textContent'),
  data: reader(CharacterData.prototype, 'data'),
  attrValue: reader(Attr.prototype, 'value'),
} as const;
