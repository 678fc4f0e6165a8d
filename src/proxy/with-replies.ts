import type { ProtectedApp } from '../model/app.ts';
import type { HostTable } from '../model/host-map.ts';
import { createHostMap } from '../rewrite/host-map.ts';
import { waysBack } from '../rewrite/ways-back.ts';

/** A table with what the apps' own providers are told of where to send browsers back; as it is where no app has one. */
export function withReplies(table: HostTable, apps: readonly Pick<ProtectedApp, 'ownProvider'>[]): HostTable {
  const own = apps.flatMap(({ ownProvider }) => ownProvider ?? []);
  if (own.length === 0) return table;
  const endpoints = [...new Set(own.flatMap((each) => each.endpoints))];
  const urls = own.flatMap(({ replyUrls }) => replyUrls);
  return { ...table, replies: { endpoints, ways: waysBack(urls, createHostMap(table).toSuffix) } };
}
