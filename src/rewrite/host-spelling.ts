import { parseIpv6, serializeIpv6 } from './ipv6.ts';

/** Characters that UTS 46 maps to nothing, and its other full stops; the rest of its mapping is close to NFKC. */
const IGNORED = /\p{Default_Ignorable_Code_Point}/gu;
const FULL_STOPS = /[\u3002\uff0e\uff61]/g;

/**
 * The name that a spelling of a host stands for: percent-decoded, lower case, an IPv6 address as serialized (WHATWG URL,
 * "host parser"). Non-ASCII names come out in Unicode; in a binary string (one char per byte) they are read as UTF-8.
 */
export function hostName(spelling: string): string {
  if (spelling.startsWith('[')) {
    const groups = parseIpv6(spelling.slice(1, -1));
    return groups ? `[${serializeIpv6(groups)}]` : spelling;
  }
  if (/^[\x21-\x24\x26-\x7e]*$/.test(spelling)) return spelling.toLowerCase();
  return percentDecoded(spelling).replace(FULL_STOPS, '.').normalize('NFKC').replace(IGNORED, '').toLowerCase();
}

function percentDecoded(spelling: string): string {
  const encoded = spelling.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
  for (const text of [encoded, spelling]) {
    try {
      return decodeURIComponent(text);
    } catch (error) {
      if (!(error instanceof URIError)) throw error;
    }
  }
  return spelling;
}
