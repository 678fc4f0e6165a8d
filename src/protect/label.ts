/** A sensitivity label to be written into a file. */
export interface LabelToWrite {
  /** GUIDs in lower case: of the label, and of the organisation that it belongs to. */
  readonly id: string;
  readonly siteId: string;
  readonly name: string;
}

/** Names and values of the properties that say so, as Office writes them. `at`: epoch milliseconds. */
export function labelProperties(
  { id, siteId, name }: LabelToWrite,
  at: number,
): readonly (readonly [string, string])[] {
  const prefix = `MSIP_Label_${id}_`;
  return [
    [`${prefix}Enabled`, 'true'],
    [`${prefix}SetDate`, new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')],
    [`${prefix}Method`, 'Privileged'],
    [`${prefix}Name`, name],
    [`${prefix}SiteId`, siteId],
    [`${prefix}ContentBits`, '0'],
  ];
}

/** Text for XML. */
export function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
