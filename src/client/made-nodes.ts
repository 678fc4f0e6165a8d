import { attributeIn } from './attribute-value.ts';
import { apply, getOwnPropertyDescriptor } from './natives.ts';
import { readers } from './node-natives.ts';
import { sourceIn } from './source-text.ts';
import { trustedUrl } from './trusted.ts';

const setText = getOwnPropertyDescriptor(Node.prototype, 'textContent')!.set!;

/**
 * Nodes that the browser made of what is no HTML, entities and all, before they load anything: as they must be here. Handlers only
 * where they are `live`.
 */
export function mapNodes<Root extends ParentNode>(root: Root, live = true): Root {
  for (const element of root.querySelectorAll('*')) {
    // The attributes of another language mean nothing to a browser.
    if (!(element instanceof HTMLElement || element instanceof SVGElement || element instanceof MathMLElement))
      continue;
    for (const attribute of element.attributes) {
      if (!live && attribute.name.startsWith('on')) continue;
      const value = apply(readers.attrValue, attribute, []) as string;
      const next = attributeIn(element, attribute.name, value);
      // By the element, which takes what is trusted: the address of a script is a sink (Trusted Types 4.3).
      if (next !== value) apply(readers.setAttribute, element, [attribute.name, trustedUrl(next)]);
    }
    if (element.localName !== 'style') continue;
    const text = element.textContent!;
    const next = sourceIn(element, text);
    if (next !== text) apply(setText, element, [next]);
  }
  return root;
}
