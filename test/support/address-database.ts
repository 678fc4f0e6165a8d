/** What a MaxMind database knows of an address. */
interface Known {
  readonly [key: string]: string | Known;
}

/** Country by v4 prefix, such as `192.0.2.0/24`. */
export function countryDatabase(countries: Readonly<Record<string, string>>): Buffer {
  return addressDatabase(
    Object.fromEntries(Object.entries(countries).map(([range, code]) => [range, { country: { iso_code: code } }])),
  );
}

/** A MaxMind database (file format 2.0) of v6 with v4 below `::/96`: what is known by v4 prefix. */
export function addressDatabase(known: Readonly<Record<string, Known>>): Buffer {
  const nodes: [Edge, Edge][] = [[undefined, undefined]];
  const entries = Object.entries(known);
  const data = entries.map(([, entry]) => written(entry));
  const offsets = data.map((_, index) => Buffer.concat(data.slice(0, index)).length);
  for (const [index, [range]] of entries.entries()) {
    const [address = '', prefix = '32'] = range.split('/');
    const bits = `${'0'.repeat(96)}${address
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('')}`;
    let at = 0;
    for (const [depth, bit] of [...bits.slice(0, 96 + Number(prefix))].entries()) {
      const edges = nodes[at] as [Edge, Edge];
      const side = bit === '1' ? 1 : 0;
      if (depth === 95 + Number(prefix)) edges[side] = { entry: index };
      else {
        const next = edges[side] ?? { node: nodes.push([undefined, undefined]) - 1 };
        if (!('node' in next)) throw new Error(`${range} lies in another`);
        edges[side] = next;
        at = next.node;
      }
    }
  }
  const tree = Buffer.alloc(nodes.length * 6);
  for (const [index, edges] of nodes.entries())
    for (const [side, edge] of edges.entries()) {
      const value = !edge ? nodes.length : 'node' in edge ? edge.node : nodes.length + 16 + (offsets[edge.entry] ?? 0);
      tree.writeUIntBE(value, index * 6 + side * 3, 3);
    }
  const metadata = map([
    ['node_count', number(6, nodes.length)],
    ['record_size', number(5, 24)],
    ['ip_version', number(5, 6)],
    ['database_type', text('Test-Country')],
    ['languages', Buffer.from([0, 4])],
    ['binary_format_major_version', number(5, 2)],
    ['binary_format_minor_version', number(5, 0)],
    ['build_epoch', Buffer.from([1, 2, 1])],
    ['description', map([])],
  ]);
  return Buffer.concat([tree, Buffer.alloc(16), ...data, Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'), metadata]);
}

function written(value: string | Known): Buffer {
  if (typeof value === 'string') return text(value);
  return map(Object.entries(value).map(([key, inner]) => [key, written(inner)]));
}

type Edge = { readonly node: number } | { readonly entry: number } | undefined;

/** Fields of the format: three bits of type, five of size, and a byte more for sizes from 29. */
function text(value: string): Buffer {
  const { length } = value;
  const size = length < 29 ? [(2 << 5) | length] : [(2 << 5) | 29, length - 29];
  return Buffer.concat([Buffer.from(size), Buffer.from(value)]);
}
function number(type: 5 | 6, value: number): Buffer {
  const size = type === 5 ? 2 : 4;
  const bytes = Buffer.alloc(1 + size, (type << 5) | size);
  bytes.writeUIntBE(value, 1, size);
  return bytes;
}
function map(entries: readonly (readonly [string, Buffer])[]): Buffer {
  return Buffer.concat([
    Buffer.from([(7 << 5) | entries.length]),
    ...entries.flatMap(([key, value]) => [text(key), value]),
  ]);
}
