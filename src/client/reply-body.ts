import { hosts, setup } from './setup.ts';

/** Whether an app of the gateway has a provider that knows addresses under the suffix. */
export const sendsReplies = setup.hosts.replies !== undefined;

/** A body that goes to such a provider's token endpoint has to name the way back that the authorization request named. */
export function replyBody(url: string, body: unknown): unknown {
  const isForm = body instanceof URLSearchParams;
  if (!isForm && typeof body !== 'string') return body;
  // A form is written as a query is.
  const start = `${url.replace(/[?#].*/s, '')}?`;
  const mapped = hosts.toSuffix(start + body).slice(start.length);
  return isForm ? new URLSearchParams(mapped) : mapped;
}
