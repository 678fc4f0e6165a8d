import { escapeXml, type LabelToWrite, labelProperties } from '../label.ts';
import type { OfficePackage } from './office-package.ts';
import { putPart, text } from './package-parts.ts';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const CUSTOM = 'docProps/custom.xml';
const LABELS = 'docMetadata/LabelInfo.xml';
/** ECMA-376 part 1, 22.3.2.2: the format id of user-defined properties. */
const FORMAT = '{D5CDD505-2E9C-101B-9397-08002B2CF9AE}';
const PROPERTY = /<(?:\w+:)?property\b[^>]*\bname\s*=\s*["']MSIP_Label_[^>]*>[\s\S]*?<\/(?:\w+:)?property\s*>/gi;

/** Writes a sensitivity label into a document, in the place of any other: as custom properties, and as label metadata ([MS-OFFCRYPTO] 2.6). */
export function labelOffice(parts: OfficePackage, label: LabelToWrite, at: number): void {
  const { id, siteId } = label;
  putPart(parts, {
    name: CUSTOM,
    mediaType: 'application/vnd.openxmlformats-officedocument.custom-properties+xml',
    relation: 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties',
    content: customProperties(text(parts, CUSTOM), labelProperties(label, at)),
  });
  putPart(parts, {
    name: LABELS,
    mediaType: 'application/vnd.ms-office.classificationlabels+xml',
    relation: 'http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels',
    content: `${XML}<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"><clbl:label id="{${id}}" enabled="1" method="Privileged" siteId="{${siteId}}" contentBits="0" removed="0"/></clbl:labelList>`,
  });
}

function customProperties(before: string | undefined, properties: readonly (readonly [string, string])[]): string {
  const kept = [
    ...(before ?? '').replace(PROPERTY, '').matchAll(/<(?:\w+:)?property\b[\s\S]*?<\/(?:\w+:)?property\s*>/gi),
  ].map(([property]) => property);
  const root =
    /<(?:\w+:)?Properties\b[^>]*[^/]>/.exec(before ?? '')?.[0] ??
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">';
  const prefix = /^<(\w+:)/.exec(root)?.[1] ?? '';
  const highest = Math.max(1, ...kept.map((property) => Number(/\bpid\s*=\s*["'](\d+)/.exec(property)?.[1] ?? 1)));
  const added = properties.map(
    ([name, value], index) =>
      `<${prefix}property fmtid="${FORMAT}" pid="${highest + 1 + index}" name="${name}"><vt:lpwstr>${escapeXml(value)}</vt:lpwstr></${prefix}property>`,
  );
  return `${XML}${withTypes(root)}${kept.join('')}${added.join('')}</${prefix}Properties>`;
}

function withTypes(root: string): string {
  return root.includes('xmlns:vt=')
    ? root
    : root.replace(/>$/, ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">');
}
