import { attributeIn, attributeOut, isOfInterest } from '../attribute-value.ts';
import { apply, getOwnPropertyDescriptor, type Method, patchAccessor, patchMethod } from '../natives.ts';
import { reader, readers } from '../node-natives.ts';
import { asWritten, isMarked } from '../page-text.ts';
import { mayNameHosts } from '../setup.ts';
import { sourceIn } from '../source-text.ts';
import { inPlaceOf, textOf } from '../trusted.ts';
import { settling } from './cross-origin.ts';

const attributeValue = getOwnPropertyDescriptor(Attr.prototype, 'value')!;
const attributeOwner = reader(Attr.prototype, 'ownerElement');
const attributeName = reader(Attr.prototype, 'name');
const mapItem = NamedNodeMap.prototype.item as Method;
const recordTarget = reader(MutationRecord.prototype, 'target');
const recordAttribute = reader(MutationRecord.prototype, 'attributeName');

const ATTRIBUTE_NODE = 2;
/** No value of this length or less holds a suffix host or rewritten code. */
const SHORT = 8;

const nameOf = (attribute: unknown): string => String(apply(attributeName, attribute, []));

/** A mapped value for setAttribute and its kin; trusted types that the page made stay trusted. */
function valueFor(element: unknown, name: unknown, value: unknown): unknown {
  return inPlaceOf(value, attributeIn(element as Element, String(name), textOf(value)));
}

/** Whether a method is called for an attribute that is the page's own data on every element: nearly always. */
const isPlain = (name: unknown): boolean => typeof name === 'string' && !isOfInterest(name);

/** Each with a body of its own, so that the engine sees one target in it, and with one step to the native. */
function bridgeMethods(): void {
  patchMethod(Element.prototype, 'setAttribute', (native) => {
    const mapped = settling.setAttribute(
      {
        setAttribute(this: unknown, ...args: unknown[]): unknown {
          const next = args.length > 1 ? valueFor(this, args[0], args[1]) : undefined;
          return args.length > 1 && next !== args[1] ? apply(native, this, [args[0], next]) : apply(native, this, args);
        },
      }.setAttribute,
    );
    return {
      setAttribute(this: unknown, ...args: unknown[]): unknown {
        return isPlain(args[0]) ? apply(native, this, args) : apply(mapped, this, args);
      },
    }.setAttribute;
  });
  patchMethod(Element.prototype, 'getAttribute', (native) => {
    const mapped = settling.getAttribute(
      {
        getAttribute(this: unknown, ...args: unknown[]): unknown {
          const value = apply(native, this, args);
          return typeof value === 'string' && value.length > SHORT
            ? attributeOut(this as Element, String(args[0]), value)
            : value;
        },
      }.getAttribute,
    );
    return {
      getAttribute(this: unknown, ...args: unknown[]): unknown {
        return isPlain(args[0]) ? apply(native, this, args) : apply(mapped, this, args);
      },
    }.getAttribute;
  });
  for (const name of ['hasAttribute', 'removeAttribute'] as const)
    patchMethod(Element.prototype, name, (native) => {
      const mapped = settling[name](native);
      return {
        call(this: unknown, ...args: unknown[]): unknown {
          return apply(isPlain(args[0]) ? native : mapped, this, args);
        },
      }.call;
    });
}

/** Attributes: by method, as nodes, and as old values of a mutation. */
export function bridgeAttributes(): void {
  bridgeMethods();
  patchMethod(
    Element.prototype,
    'setAttributeNS',
    (native) =>
      function setAttributeNS(this: unknown, ...args) {
        if (args.length > 2) args[2] = valueFor(this, args[1], args[2]);
        return apply(native, this, args);
      },
  );
  patchMethod(
    Element.prototype,
    'getAttributeNS',
    (native) =>
      function (this: unknown, ...args) {
        const value = apply(native, this, args);
        return typeof value === 'string' ? attributeOut(this as Element, String(args[1]), value) : value;
      },
  );
  bridgeNodes();
  patchAccessor(
    MutationRecord.prototype,
    'oldValue',
    (native) =>
      function (this: unknown) {
        const value = apply(native, this, []) as string | null;
        if (value === null) return value;
        const attribute = apply(recordAttribute, this, []) as string | null;
        return attribute === null
          ? asWritten(value)
          : attributeOut(apply(recordTarget, this, []) as Element, attribute, value);
      } as () => unknown,
  );
}

/** The element of an attribute map; unknown while the map is empty. */
function ownerOfMap(map: unknown): Element | null {
  return (apply(mapItem, map, [0]) as Attr | null)?.ownerElement ?? null;
}

function bridgeNodes(): void {
  const out = (attribute: unknown, value: string): string => {
    const owner = apply(attributeOwner, attribute, []) as Element | null;
    return owner ? attributeOut(owner, nameOf(attribute), value) : value;
  };
  const into = (attribute: unknown, value: unknown): unknown => {
    const owner = apply(attributeOwner, attribute, []) as Element | null;
    return owner ? valueFor(owner, nameOf(attribute), value) : value;
  };
  patchAccessor(
    Attr.prototype,
    'value',
    (native) =>
      function (this: unknown) {
        return out(this, String(apply(native, this, [])));
      } as () => unknown,
    (native) =>
      function (this: unknown, value: unknown) {
        apply(native, this, [into(this, value)]);
      } as (value: unknown) => void,
  );
  // An Attr is a Node: its value is its nodeValue and textContent too. Text may be the source of a script or style.
  const writtenNode = (self: unknown, value: string): string =>
    apply(readers.nodeType, self, []) === ATTRIBUTE_NODE ? out(self, value) : asWritten(value);
  const nodeIn = (self: unknown, value: string): unknown =>
    apply(readers.nodeType, self, []) === ATTRIBUTE_NODE ? into(self, value) : sourceIn(self as Node, value);
  for (const name of ['nodeValue', 'textContent'])
    patchAccessor(
      Node.prototype,
      name,
      (native) =>
        ({
          get(this: unknown): unknown {
            const value = apply(native, this, []);
            return typeof value === 'string' && isMarked(value) ? writtenNode(this, value) : value;
          },
        }).get,
      (native) =>
        ({
          set(this: unknown, value: unknown): void {
            if (typeof value === 'string' && (value.includes('/') || mayNameHosts(value)))
              apply(native, this, [nodeIn(this, value)]);
            else apply(native, this, [value]);
          },
        }).set,
    );
  // A node made apart from any element holds what the page wrote; it is mapped when it gets an owner, and back when it loses it.
  const attach = (native: Method, owner: (self: unknown) => Element | null): Method =>
    function (this: unknown, attribute, ...rest) {
      const element = owner(this);
      if (attribute instanceof Attr && element && apply(attributeOwner, attribute, []) === null) {
        const value = String(apply(attributeValue.get!, attribute, []));
        const next = attributeIn(element, nameOf(attribute), value);
        if (next !== value) apply(attributeValue.set!, attribute, [next]);
      }
      const old = apply(native, this, [attribute, ...rest]);
      if (attribute instanceof Attr && !element) {
        const { value } = attribute;
        const next = into(attribute, value);
        // Nothing is set twice that stays: each time tells a custom element, and asks a default policy.
        if (next !== value) apply(attributeValue.set!, attribute, [next]);
      }
      if (old instanceof Attr && old !== attribute && element) detach(old, element);
      return old;
    };
  const detach = (attribute: Attr, element: Element): void => {
    const value = String(apply(attributeValue.get!, attribute, []));
    const written = attributeOut(element, nameOf(attribute), value);
    if (written !== value) apply(attributeValue.set!, attribute, [written]);
  };
  for (const name of ['setAttributeNode', 'setAttributeNodeNS'])
    patchMethod(Element.prototype, name, (native) => attach(native, (self) => self as Element));
  for (const name of ['setNamedItem', 'setNamedItemNS'])
    patchMethod(NamedNodeMap.prototype, name, (native) => attach(native, ownerOfMap));
  patchMethod(
    Element.prototype,
    'removeAttributeNode',
    (native) =>
      function removeAttributeNode(this: unknown, ...args) {
        const removed = apply(native, this, args) as Attr;
        detach(removed, this as Element);
        return removed;
      },
  );
  for (const name of ['removeNamedItem', 'removeNamedItemNS'])
    patchMethod(
      NamedNodeMap.prototype,
      name,
      (native) =>
        function (this: unknown, ...args) {
          const owner = ownerOfMap(this);
          const removed = apply(native, this, args) as Attr;
          if (owner) detach(removed, owner);
          return removed;
        },
    );
}
