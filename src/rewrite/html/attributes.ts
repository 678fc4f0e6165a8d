/** What an attribute's value is. */
export type AttributeKind = 'url' | 'srcset' | 'url-list' | 'style' | 'srcdoc' | 'base';

const ANY = '*';

/** Attribute -> element -> kind (HTML, index of attributes; SVG 2). `*` is every element. */
const KINDS: Readonly<Record<string, Readonly<Record<string, AttributeKind>>>> = {
  href: { base: 'base', [ANY]: 'url' },
  'xlink:href': { [ANY]: 'url' },
  src: { [ANY]: 'url' },
  action: { form: 'url' },
  formaction: { button: 'url', input: 'url' },
  poster: { video: 'url' },
  data: { object: 'url' },
  cite: { blockquote: 'url', q: 'url', del: 'url', ins: 'url' },
  background: { [ANY]: 'url' },
  longdesc: { img: 'url', frame: 'url', iframe: 'url' },
  manifest: { html: 'url' },
  codebase: { object: 'url', applet: 'url' },
  archive: { object: 'url-list', applet: 'url-list' },
  lowsrc: { img: 'url' },
  dynsrc: { img: 'url' },
  srcset: { img: 'srcset', source: 'srcset' },
  imagesrcset: { link: 'srcset' },
  ping: { a: 'url-list', area: 'url-list' },
  style: { [ANY]: 'style' },
  srcdoc: { iframe: 'srcdoc' },
};

/** How the value of an attribute is rewritten; undefined when it holds no URL. */
export function attributeKind(element: string, attribute: string): AttributeKind | undefined {
  const byElement = Object.hasOwn(KINDS, attribute) ? KINDS[attribute] : undefined;
  return byElement && (Object.hasOwn(byElement, element) ? byElement[element] : byElement[ANY]);
}

/** JavaScript MIME types (WHATWG MIME Sniffing) as a script element's `type`. */
const JAVASCRIPT =
  /^\s*((application|text)\/(x-)?(ecma|java)script|text\/(javascript1\.[0-5]|jscript|livescript))\s*$/i;

export type InlineScript = 'script' | 'module' | 'json' | 'data';

/** What a script element holds: code of either goal, JSON with URLs (import map, speculation rules), or somebody's data. */
export function inlineScript(type: string | undefined, language: string | undefined): InlineScript {
  if (type === undefined)
    return language === undefined || language === '' || JAVASCRIPT.test(`text/${language}`) ? 'script' : 'data';
  const name = type.trim().toLowerCase();
  if (name === 'module') return 'module';
  if (name === 'importmap' || name === 'speculationrules') return 'json';
  return name === '' || JAVASCRIPT.test(type) ? 'script' : 'data';
}
