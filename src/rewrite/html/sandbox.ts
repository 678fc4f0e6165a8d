import type { AttributeValue } from './credentials.ts';

/** Whether an attribute (lower case) names a document that the element shows in a frame. */
export function isFramed(element: string, attribute: string): boolean {
  return attribute === (element === 'object' ? 'data' : 'src') && /^(?:i?frame|embed|object)$/.test(element);
}

/**
 * Whether an element shows a document in a sandbox without its origin (HTML 4.8.5): that loads nothing with cookies, not even from
 * its own host.
 */
export function isSandbox(element: string, value: (name: string) => ReturnType<AttributeValue> | null): boolean {
  const flags = element === 'iframe' ? value('sandbox') : undefined;
  return typeof flags === 'string' && !/(?:^|[\t\n\f\r ])allow-same-origin(?:[\t\n\f\r ]|$)/i.test(flags);
}
