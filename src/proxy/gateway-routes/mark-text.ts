import type { Identified } from '../../model/exchange.ts';
import { deviceTagsOf } from '../../model/identity.ts';

/** Characters that end a line, hide, or turn what comes after them. */
const UNSHOWN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu;
const LONGEST = 80;

/** Whose page it is: user, minute (UTC), device, and the beginning of the exchange id, by which the log finds the row. */
export function markText({ session, at, id }: Pick<Identified, 'session' | 'at' | 'id'>): string {
  const tags = deviceTagsOf(session.device);
  const device = tags === undefined ? 'unknown device' : tags.length === 0 ? 'device without a tag' : tags.join(', ');
  const time = `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return [session.user.name, time, device, id.slice(0, 8)].map(shown).join(' · ');
}

function shown(text: string): string {
  return [...text.replace(UNSHOWN, ' ').trim()].slice(0, LONGEST).join('');
}
