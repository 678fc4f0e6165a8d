import type { Splice } from '../../model/rewriter.ts';
import { type JsonString, jsonStrings } from '../json/json-strings.ts';
import type { MapUrl } from '../url.ts';
import type { HtmlOptions } from './contract.ts';

/**
 * Maps every string of a JSON text that is a URL with an authority: import maps and speculation rules, keys included.
 * A URL pattern with a host in it is such a string; one written as an object (URL Pattern, "URLPatternInit") has its
 * `hostname` and `port` mapped together. A host with a wildcard in it names no host and stays.
 */
export function jsonUrlSplices(json: string, url: MapUrl, integrity?: HtmlOptions['integrity']): readonly Splice[] {
  const strings = jsonStrings(json);
  const splices = strings.flatMap((string) => {
    const [member, address] = string.path;
    // HTML 8.1.5.9: digests of modules by their URLs.
    const isDigest = integrity && member === 'integrity' && string.path.length === 2 && !string.isKey;
    if (!isDigest) return [...string.becomes(url(string.text))];
    const { text: digests, start } = string;
    const end = start + digests.length;
    // No digest needs an escape.
    if (json.slice(start, end) !== digests) return [];
    const text = integrity({ url: address ?? '', digests, loads: 'script', separator: '\\t \\t' });
    return text === digests ? [] : [{ start, end, text }];
  });
  for (const { path, isKey, container } of strings) {
    if (isKey && path[path.length - 1] === 'hostname')
      splices.push(
        ...patternSplices(
          strings.filter((each) => each.container === container && !each.isKey),
          url,
        ),
      );
  }
  return splices.sort((a, b) => a.start - b.start);
}

function patternSplices(members: readonly JsonString[], url: MapUrl): readonly Splice[] {
  const member = (name: string): JsonString | undefined => members.find(({ path }) => path[path.length - 1] === name);
  const hostname = member('hostname');
  const port = member('port');
  if (!hostname) return [];
  const scheme = /^https?$/.exec(member('protocol')?.text ?? '')?.[0] ?? 'https';
  const authority = port?.text ? `${hostname.text}:${port.text}` : hostname.text;
  const mapped = url(`${scheme}://${authority}`);
  if (mapped === `${scheme}://${authority}`) return [];
  const [, host = '', digits = ''] = /^https:\/\/([^:/]+|\[[^\]]*\])(?::(\d+))?$/.exec(mapped) ?? [];
  if (host === '') return [];
  // Without a member any port is meant, the gateway's too.
  return [...hostname.becomes(host), ...(port ? port.becomes(digits) : [])];
}
