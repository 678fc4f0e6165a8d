/**
 * What these names mean in the bundles of the client: `build` puts them in their place. A page may call things of its own so, and a
 * `class Node` or a `var URL` of one script is what every script behind it finds by that name (ECMA-262 section 9.1.1.4).
 */
export const { Attr, Blob, CharacterData, Document, DocumentFragment, Element, Node, URL } = globalThis;
const { Object: OwnObject, Proxy: OwnProxy, Reflect: OwnReflect, String: OwnString } = globalThis;

export { OwnObject as Object, OwnProxy as Proxy, OwnReflect as Reflect, OwnString as String };
