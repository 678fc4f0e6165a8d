/**
 * Groups of modules that reach each other: strongly connected components of two or more, or a module that imports itself.
 * Tarjan, "Depth-first search and linear graph algorithms" (1972).
 */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const indexOf = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const cycles: string[][] = [];

  const visit = (node: string): void => {
    const index = indexOf.size;
    indexOf.set(node, index);
    lowest.set(node, index);
    open.push(node);
    isOpen.add(node);
    for (const next of graph.get(node) ?? []) {
      if (!indexOf.has(next)) {
        visit(next);
        lowest.set(node, Math.min(lowest.get(node)!, lowest.get(next)!));
      } else if (isOpen.has(next)) lowest.set(node, Math.min(lowest.get(node)!, indexOf.get(next)!));
    }
    if (lowest.get(node) !== index) return;
    const group = open.splice(open.indexOf(node));
    for (const member of group) isOpen.delete(member);
    if (group.length > 1 || graph.get(node)?.includes(node)) cycles.push(group.sort());
  };

  for (const node of graph.keys()) if (!indexOf.has(node)) visit(node);
  return cycles;
}
