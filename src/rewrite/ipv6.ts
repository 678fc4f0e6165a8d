/**
 * The eight groups of an IPv6 address without brackets (RFC 4291 section 2.2, WHATWG URL "IPv6 parser"); undefined for
 * anything else. A dotted IPv4 tail counts as two groups.
 */
export function parseIpv6(text: string): readonly number[] | undefined {
  const tail = /^(.*:)(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  let hex = text;
  if (tail) {
    const bytes = tail.slice(2).map(Number);
    if (bytes.some((byte) => byte > 255)) return undefined;
    const [a, b, c, d] = bytes as [number, number, number, number];
    hex = `${tail[1]}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  }
  const halves = hex.split('::');
  if (halves.length > 2) return undefined;
  const [head, rest] = halves.map(groupsOf);
  if (head === undefined || (halves.length === 2 && rest === undefined)) return undefined;
  if (rest === undefined) return head.length === 8 ? head : undefined;
  const gap = 8 - head.length - rest.length;
  return gap < 1 ? undefined : [...head, ...new Array<number>(gap).fill(0), ...rest];
}

function groupsOf(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? groups.map((group) => Number.parseInt(group, 16))
    : undefined;
}

/** An address as URLs write it, without brackets: the longest run of two or more zero groups becomes `::` (RFC 5952). */
export function serializeIpv6(groups: readonly number[]): string {
  let longest = { start: 0, length: 1 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > longest.length) longest = { start, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (longest.length < 2) return hex.join(':');
  return `${hex.slice(0, longest.start).join(':')}::${hex.slice(longest.start + longest.length).join(':')}`;
}
