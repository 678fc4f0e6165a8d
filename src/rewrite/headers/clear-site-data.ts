/**
 * Clear-Site-Data (W3C) without `"cookies"`: those of the app are at the gateway, and those of the gateway on this host are
 * not the app's to clear. `"*"` is written out for the same reason.
 */
export function rewriteClearSiteData(value: string): string | undefined {
  const types = value.split(',').map((type) => type.trim());
  const expanded = types.includes('"*"') ? ['"cache"', '"storage"', '"executionContexts"'] : types.filter((type) => type !== '"cookies"');
  return expanded.length === 0 ? undefined : expanded.join(', ');
}

/** Whether the app wants its cookies gone: the gateway then empties the jar. */
export function clearsCookies(value: string | undefined): boolean {
  return value !== undefined && /"(cookies|\*)"/.test(value);
}
