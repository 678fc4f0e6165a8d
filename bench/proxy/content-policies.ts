import type { PolicyDocument } from '../../src/policy/policy-document.ts';
import { SOUGHT } from '../inspection/detectors.ts';

const base = { severity: 'high', mode: 'active', control: 'monitor' } as const;
const detectors = SOUGHT.map(({ spec: { id, ...rest } }) => ({ ...rest, name: id })) as never;
/** So many of each are in no file of the bench. */
const unreached = SOUGHT.map(({ spec: { id, ...rest } }) => ({ ...rest, name: id, threshold: 1e9 })) as never;

/** What a gateway of the bench asks of the content of files, by name. */
export const CONTENT_POLICIES: Readonly<Record<string, PolicyDocument>> = {
  audit: {
    ...base,
    id: 'content',
    name: 'Content',
    activities: ['download'],
    when: { content: { detectors } },
    action: 'audit',
  },
  block: {
    ...base,
    id: 'content',
    name: 'Content',
    activities: ['download'],
    when: { content: { detectors: unreached } },
    action: 'block',
  },
  redact: {
    ...base,
    id: 'content',
    name: 'Content',
    activities: ['view'],
    when: { content: { detectors } },
    action: 'redact',
  },
};
