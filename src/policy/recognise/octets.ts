/**
 * Bytes written as text. This folder runs anywhere, so neither TextDecoder nor atob is at hand; a *binary string* has one
 * char per byte.
 */

/** A binary string as the text it encodes. Undefined for a charset that is not known here, or bytes that are not of it. */
export function decodeOctets(binary: string, charset: string): string | undefined {
  const name = charset.toLowerCase();
  if (name === 'iso-8859-1' || name === 'latin1' || name === 'windows-1252') return binary;
  if (name !== 'utf-8' && name !== 'utf8' && name !== 'us-ascii' && name !== '') return undefined;
  const coded = binary.replace(/[\s\S]/g, (char) => `%${(char.charCodeAt(0) & 0xff).toString(16).padStart(2, '0')}`);
  try {
    return decodeURIComponent(coded);
  } catch {
    // decodeURIComponent knows malformed UTF-8 only by throwing.
    return undefined;
  }
}

/** `%C3%A9` as a binary string; a percent sign that begins no escape stands for itself. */
export function percentOctets(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 (RFC 4648) as a binary string; characters outside the alphabet are passed over. */
export function base64Octets(text: string): string {
  let octets = '';
  let bits = 0;
  let held = 0;
  for (const char of text) {
    const value = BASE64.indexOf(char);
    if (value < 0) continue;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    octets += String.fromCharCode((held >> bits) & 0xff);
  }
  return octets;
}
