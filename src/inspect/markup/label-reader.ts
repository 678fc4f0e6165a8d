import type { Label } from '../../model/content.ts';
import { attributesOf, localName } from './attributes.ts';

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
/** Custom properties `MSIP_Label_<guid>_Enabled` and its siblings ([MS-OFFCRYPTO] 2.6.1 and the labelling schema around it). */
const PROPERTY = /^MSIP_Label_([0-9a-f-]{36})_(\w+)$/i;

const guidIn = (text: string | undefined): string | undefined => GUID.exec(text ?? '')?.[0].toLowerCase();

/** Sensitivity labels in the properties of an Office document: `docMetadata/LabelInfo.xml`, and custom properties. */
export function createLabelReader(found: (label: Label) => void): {
  open(name: string, attributes: string): void;
  text(text: string): void;
  close(name: string): void;
  end(): void;
} {
  const properties = new Map<string, Map<string, string>>();
  let present: { name: string; value: string } | undefined;

  return {
    open(name, attributes) {
      if (localName(name) === 'label' && attributes.includes('siteId')) {
        const written = new Map(attributesOf(attributes));
        const id = guidIn(written.get('id'));
        if (id === undefined) return;
        found({
          source: 'label-info',
          id,
          siteId: guidIn(written.get('siteId')),
          name: written.get('name'),
          method: written.get('method'),
          enabled: isTrue(written.get('enabled')) && !isTrue(written.get('removed')),
        });
      } else if (localName(name) === 'property') {
        present = { name: new Map(attributesOf(attributes)).get('name') ?? '', value: '' };
      }
    },
    text(text) {
      if (present !== undefined) present.value = (present.value + text).slice(0, 500);
    },
    close(name) {
      if (present === undefined || localName(name) !== 'property') return;
      readProperty(properties, present.name, present.value);
      present = undefined;
    },
    end() {
      for (const label of labelsOf(properties, 'custom-properties')) found(label);
    },
  };
}

/** Adds a property to those of its label, where it is one of a label. */
export function readProperty(properties: Map<string, Map<string, string>>, name: string, value: string): void {
  const found = PROPERTY.exec(name);
  if (found === null) return;
  const id = found[1]!.toLowerCase();
  const values = properties.get(id) ?? new Map<string, string>();
  properties.set(id, values.set(found[2]!, value.trim()));
}

/** Labels from names and values such as `MSIP_Label_<guid>_Enabled: true`. */
export function* labelsOf(
  properties: ReadonlyMap<string, ReadonlyMap<string, string>>,
  source: Label['source'],
): Generator<Label> {
  for (const [id, values] of properties) {
    yield {
      source,
      id,
      siteId: guidIn(values.get('SiteId')),
      name: values.get('Name'),
      method: values.get('Method'),
      enabled: isTrue(values.get('Enabled') ?? 'true'),
    };
  }
}

const isTrue = (written: string | undefined): boolean => /^(?:true|1)$/i.test(written ?? '');
