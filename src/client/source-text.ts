import { RUNTIME } from '../rewrite/js/contract.ts';
import { scriptTextIn } from './markup-stream.ts';
import { apply, getOwnPropertyDescriptor, type Method } from './natives.ts';
import { nativeScriptText, reader, readers } from './node-natives.ts';
import { cssToSuffix, mayNameHosts } from './setup.ts';
import { inPlaceOf, noteGiven, textOf, trustedCode } from './trusted.ts';

const nativeTextContent = getOwnPropertyDescriptor(Node.prototype, 'textContent')!;
const parentNode = reader(Node.prototype, 'parentNode');
const isConnected = reader(Node.prototype, 'isConnected');
const contains = Node.prototype.contains as Method;
const nativeData = getOwnPropertyDescriptor(CharacterData.prototype, 'data')!;

/** Scripts made here that have not been run, in the order they were made. A page that never inserts them loses the oldest. */
const waiting = new Set<Element>();
const WAITING_LIMIT = 1000;
/** The text of a script that sinks have let through, be it for its type or by the page's default policy. */
const trustedTexts = new WeakMap<object, unknown>();

/** How many scripts may still run: while there are none an insertion costs nothing more. */
export let pendingScripts = 0;

/** Whether copying nodes can make scripts that run, or frames: from the first one on. */
export const copies = { matter: false };

export function awaitScript(script: Element): void {
  waiting.add(script);
  if (waiting.size > WAITING_LIMIT) waiting.delete(waiting.values().next().value!);
  pendingScripts = waiting.size;
}

function nameOf(node: unknown): string {
  return node instanceof Element ? String(apply(readers.localName, node, [])) : '';
}

/** The name of the element around a text. */
export const nameAround = (text: unknown): string => nameOf(apply(parentNode, text, []));

/** The name of an element, or of that around a text. */
function elementName(node: unknown): string {
  const type = apply(readers.nodeType, node, []);
  return type === 3 || type === 4 ? nameAround(node) : nameOf(node);
}

/** Text for a node or its child text: style sheets are mapped at once, scripts when they are inserted. */
export function sourceIn(node: Node, text: string): string {
  return mayNameHosts(text) && elementName(node) === 'style' ? cssToSuffix(text) : text;
}

/** Before nodes go into `parent`: every waiting script among them gets the text it must run with. */
export function prepareScripts(parent: unknown, nodes: unknown[]): void {
  for (const script of waiting) {
    if (script === parent) {
      copies.matter = true;
      if (apply(isConnected, script, []) === true) prepareLateText(script, nodes);
      continue;
    }
    for (const node of nodes)
      if (node === script || (node instanceof Node && apply(contains, node, [script]) === true)) prepare(script);
  }
  pendingScripts = waiting.size;
}

function attribute(script: Element, name: string): string | undefined {
  return (apply(readers.getAttribute, script, [name]) as string | null) ?? undefined;
}

function mappedScript(script: Element, source: string): string {
  return source.includes(RUNTIME)
    ? source
    : scriptTextIn(source, attribute(script, 'type'), attribute(script, 'language'));
}

function prepare(script: Element): void {
  const hasSource = attribute(script, script instanceof HTMLScriptElement ? 'src' : 'href') !== undefined;
  const source = String(apply(nativeTextContent.get!, script, []));
  // An empty script runs once it gets text, or a source.
  if (source === '' && !hasSource) return;
  waiting.delete(script);
  if (hasSource) return;
  const code = mappedScript(script, source);
  if (code !== source) setText(script, source, code);
}

/** Text that no sink has let through stays such: the browser asks the page's policy about it when it runs. */
function setText(script: Element, source: string, code: string): void {
  noteGiven(source, code, (text) => mappedScript(script, text));
  const trusted = script instanceof HTMLScriptElement && trustedTexts.get(script) === source;
  apply((trusted ? nativeScriptText : nativeTextContent).set!, script, [trusted ? trustedCode(code) : code]);
}

/** A script that is in the document already runs with the first text it gets. */
function prepareLateText(script: Element, nodes: unknown[]): void {
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at];
    if (typeof node !== 'string' && !(node instanceof CharacterData)) continue;
    waiting.delete(script);
    const source = typeof node === 'string' ? node : String(apply(nativeData.get!, node, []));
    const code = mappedScript(script, source);
    noteGiven(source, code, (text) => mappedScript(script, text));
    if (code === source) continue;
    if (typeof node === 'string') nodes[at] = code;
    else apply(nativeData.set!, node, [code]);
  }
}

/** Text that the page gives to a script as a whole; `native` sets it. */
export function setScriptText(script: Element, native: (value: unknown) => void, value: unknown): void {
  const text = textOf(value);
  copies.matter = true;
  const runs = waiting.has(script) && apply(isConnected, script, []) === true;
  // Elsewhere it is changed when the script is inserted.
  const map = (source: string): string => (runs ? mappedScript(script, source) : source);
  if (runs) {
    waiting.delete(script);
    pendingScripts = waiting.size;
  }
  const code = map(text);
  noteGiven(text, code, map);
  apply(native, script, [code === text ? value : inPlaceOf(value, code, map)]);
  trustedTexts.set(script, apply(nativeTextContent.get!, script, []));
}
