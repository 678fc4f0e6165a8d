import { Unprotectable } from '../unprotectable.ts';
import type { OfficePackage } from './office-package.ts';
import { removeParts, text } from './package-parts.ts';

const TYPES = '[Content_Types].xml';
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
/** [MS-OFFMACRO2] 2.1: the project, what Word keeps beside it, and signatures over it. */
const PROJECT = /(?:^|\/)(?:vbaProject\w*\.bin|vbaData\.xml|attachedToolbars\.bin)$/i;
/** Sheets of Excel 4.0 macros: cells of the workbook lean on them. */
const MACRO_SHEET = /(?:^|\/)(?:macrosheets|intlmacrosheets)\//i;

/** Types of main parts that may hold macros -> those that may not. */
const PLAIN_TYPES: readonly (readonly [macros: string, plain: string])[] = [
  ['application/vnd.ms-word.document.macroEnabled.main+xml', 'wordprocessingml.document.main+xml'],
  ['application/vnd.ms-word.template.macroEnabledTemplate.main+xml', 'wordprocessingml.template.main+xml'],
  ['application/vnd.ms-excel.sheet.macroEnabled.main+xml', 'spreadsheetml.sheet.main+xml'],
  ['application/vnd.ms-excel.template.macroEnabled.main+xml', 'spreadsheetml.template.main+xml'],
  ['application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml', 'presentationml.presentation.main+xml'],
  ['application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml', 'presentationml.slideshow.main+xml'],
  ['application/vnd.ms-powerpoint.template.macroEnabled.main+xml', 'presentationml.template.main+xml'],
];

/** Takes the macros out of a document, which is then one that holds none. */
export function stripMacros(parts: OfficePackage): void {
  if (parts.names().some((name) => MACRO_SHEET.test(name)))
    throw new Unprotectable('macros of Excel 4.0, which cannot be taken out');
  removeParts(parts, (name) => PROJECT.test(name));
  let types = text(parts, TYPES);
  if (types === undefined) throw new Unprotectable('a package without content types');
  // A part under another name is told by its type alone (ECMA-376 part 2, 7.2.3).
  if (/<(?:\w+:)?Override\b[^>]*application\/vnd\.ms-office\.vbaProject\b/i.test(types))
    throw new Unprotectable('macros under an unusual name');
  for (const [macros, plain] of PLAIN_TYPES)
    types = types.replaceAll(macros, `application/vnd.openxmlformats-officedocument.${plain}`);
  parts.write(
    TYPES,
    Buffer.from(types.replace(/<(?:\w+:)?Default\b[^>]*application\/vnd\.ms-office\.vbaProject[^>]*>/gi, '')),
  );
}

const PROPERTY = /<(?:\w+:)?property\b[^>]*>[\s\S]*?<\/(?:\w+:)?property\s*>/gi;

/** Empties the properties of a document: author, company, times, title, those of the user's own. Labels stay. */
export function stripOfficeMetadata(parts: OfficePackage): void {
  removeParts(parts, (name) => /^docProps\/thumbnail\.\w+$/i.test(name));
  const empty = (name: string, root: string): void => {
    if (parts.read(name) !== undefined) parts.write(name, Buffer.from(`${XML}${root}`));
  };
  empty(
    'docProps/core.xml',
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
  );
  empty(
    'docProps/app.xml',
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
  );
  const custom = text(parts, 'docProps/custom.xml');
  if (custom !== undefined)
    parts.write(
      'docProps/custom.xml',
      Buffer.from(
        custom.replace(PROPERTY, (property) => (/\bname\s*=\s*["']MSIP_Label_/i.test(property) ? property : '')),
      ),
    );
}
