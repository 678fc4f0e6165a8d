import { applySplices } from '../../model/rewriter.ts';
import { jsonStrings } from '../json/json-strings.ts';
import type { MapUrl } from '../url.ts';

/** Members whose string is a URL, wherever in the manifest (Web Application Manifest, and what browsers added to it). */
const URL_MEMBERS: ReadonlySet<string> = new Set([
  'action',
  'data',
  'home_url',
  'id',
  'install_url',
  'ms_ac_template',
  'new_note_url',
  'origin',
  'scope',
  'src',
  'start_url',
  'url',
]);
/**
 * A web app manifest with its URLs mapped: where the app starts, its scope, icons, shortcuts, share target, handlers,
 * related apps. Names and descriptions stay, whatever they look like. Total.
 */
export function rewriteAppManifest(json: string, url: MapUrl): string {
  const splices = jsonStrings(json).flatMap(({ text, path, isKey, becomes }) => {
    const names = path.filter((name) => name !== '*');
    const member = names[names.length - 1] ?? '';
    // The members of `params` name form fields.
    const isUrl = !isKey && URL_MEMBERS.has(member) && names[names.length - 2] !== 'params';
    return isUrl ? [...becomes(url(text))] : [];
  });
  return applySplices(json, splices);
}
