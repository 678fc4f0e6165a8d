import type { GatewayConfig } from '../../config/gateway-config.ts';
import { HANDOFF_PATH } from '../../identity/handoff-paths.ts';
import type { HostTable } from '../../model/host-map.ts';
import type { ContentDesk } from '../content/content-desk.ts';
import { createKeptBodies } from '../content/kept-bodies.ts';
import type { Bundle } from '../gateway-routes/runtime-files.ts';
import type { PolicyDesk } from '../stages/policy-desk.ts';
import { createPreviews, type Previews } from './previews.ts';
import { createViewerDesk, type ViewerDesk, type ViewerDeskParts } from './viewer-desk.ts';

export interface OpenedViewer {
  readonly desk: ViewerDesk;
  readonly previews: Previews;
  close(): Promise<void>;
}

/** Puts the viewer of documents together; its script is one of the bundles. */
export function openViewer(
  config: Pick<GatewayConfig, 'inspection' | 'protection' | 'stateDirectory'>,
  {
    policies,
    content,
    table,
    bundles,
    ...parts
  }: Pick<ViewerDeskParts, 'signInAuthority' | 'records' | 'sessions' | 'now'> & {
    readonly policies: PolicyDesk;
    readonly content: ContentDesk;
    readonly table: HostTable;
    readonly bundles: Readonly<Record<string, Bundle>>;
  },
): OpenedViewer {
  const kept = createKeptBodies({
    directory: config.stateDirectory,
    memoryBytes: config.inspection?.memoryBytes ?? MEMORY,
  });
  const desk = createViewerDesk({
    ...parts,
    kept,
    script: `${HANDOFF_PATH}viewer.js?v=${bundles['viewer.js']?.hash ?? ''}`,
    framers: `https://*.${table.suffix}${table.port === 443 ? '' : `:${table.port}`}`,
    largest: config.protection?.largest ?? LARGEST,
    isUsed: policies.previewsAny,
  });
  return { desk, previews: createPreviews(policies, content, desk), close: kept.close };
}

const MEMORY = 1024 * 1024;
const LARGEST = 64 * 1024 * 1024;
