import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isSeq, parseDocument } from 'yaml';
import type { GatewayConfig } from './gateway-config.ts';
import { type LoadedConfig, loadConfig } from './load-config.ts';

/** An app as it stands in the file. */
export type WrittenApp = Readonly<Record<string, unknown>> & { readonly id: string };

/** A configuration with an app added, beside the file until it is kept. */
export interface Candidate {
  readonly loaded: LoadedConfig;
  /** Puts it in the file's place, at once and with its rights. */
  keep(): void;
  drop(): void;
}

/** The text of a configuration with one more app at the end of its list; comments, order and quotes stay. Throws on broken YAML. */
export function withApp(text: string, app: WrittenApp): string {
  const document = parseDocument(text);
  const [broken] = document.errors;
  if (broken) throw broken;
  if (isSeq(document.get('apps'))) document.addIn(['apps'], document.createNode(app));
  else document.set('apps', document.createNode([app]));
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** Writes the candidate beside the file, so that its relative paths hold, and checks it like any configuration. */
export async function candidateWith(path: string, app: WrittenApp): Promise<Candidate> {
  const file = realpathSync(path);
  const beside = join(dirname(file), `.${app.id}.sallyport-new.yaml`);
  const { mode } = statSync(file);
  const text = withApp(readFileSync(file, 'utf8'), app);
  writeFileSync(beside, text, { mode: mode & 0o777, flag: 'wx' });
  try {
    return {
      loaded: await loadConfig(beside),
      keep: () => renameSync(beside, file),
      drop: () => rmSync(beside, { force: true }),
    };
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** The app of a candidate. */
export function appOf({ apps }: Pick<GatewayConfig, 'apps'>, id: string): GatewayConfig['apps'][number] | undefined {
  return apps.find((app) => app.id === id);
}
