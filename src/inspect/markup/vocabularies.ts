/** How a vocabulary of elements makes a text: which hold what a reader sees, and which part one word from the next. */
export interface Vocabulary {
  /** Elements (local names) whose character data a reader sees; all when left out. What is in others is beside the text. */
  readonly shown?: ReadonlySet<string>;
  /** Whether an element parts what is before it from what is behind it; otherwise both are one word. */
  readonly parts: (name: string) => boolean;
  /** Elements that stand for a character. */
  readonly stands?: Readonly<Record<string, string>>;
}

const among = (names: string): ((name: string) => boolean) => {
  const set = new Set(names.split(' '));
  return (name) => set.has(name);
};

/** ECMA-376: runs `<w:r><w:t>4111</w:t></w:r><w:r><w:t>1111</w:t></w:r>` are one word, paragraphs and cells are not. */
const OFFICE: Vocabulary = {
  // What was deleted and is still tracked stands between shown runs that a reader sees as one.
  shown: new Set(['t', 'v', 'text']),
  parts: among('p br cr tab ptab tr tc row c si comment cm sp pt txbxContent footnote endnote text v'),
  stands: { noBreakHyphen: '-' },
};

/** OpenDocument 1.3. */
const OPEN_DOCUMENT: Vocabulary = {
  parts: among(
    'p h line-break table-cell covered-table-cell table-row list-item annotation note title desc creator subject keyword description',
  ),
  stands: { s: ' ', tab: '\t' },
};

/** SVG 2, 11.2: a text is set in spans, often one a glyph. */
const SVG: Vocabulary = { parts: (name) => !/^(?:tspan|textPath|a)$/.test(name) };

/** Data: whatever the elements are, one value is not part of the next. */
const XML: Vocabulary = { parts: () => true };

const INLINE = among(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span strike strong sub sup time tspan tt u var wbr',
);
/** HTML 4.5: phrasing elements that a browser sets without a break. */
export const HTML: Vocabulary = { parts: (name) => !INLINE(name.toLowerCase()) };

const OFFICE_SPACES =
  /schemas\.openxmlformats\.org\/(?!package|officeDocument\/2006\/(?:custom|extended)-properties)|purl\.oclc\.org\/ooxml\//;

/** The vocabulary of an XML document, by the namespaces that its first element declares. */
export function vocabularyOf(rootName: string, attributes: string): Vocabulary {
  if (/^(?:Relationships|Types|Properties|coreProperties)$/.test(rootName)) return XML;
  if (OFFICE_SPACES.test(attributes)) return OFFICE;
  if (attributes.includes('urn:oasis:names:tc:opendocument')) return OPEN_DOCUMENT;
  if (rootName === 'svg') return SVG;
  return /^html$/i.test(rootName) || attributes.includes('http://www.w3.org/1999/xhtml') ? HTML : XML;
}
