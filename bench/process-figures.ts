import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Whether the kernel tells what is measured here (proc(5)). */
export const measurable = process.platform === 'linux';

function readQuietly(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // A process or thread may end between being listed and being read.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}

/** A process and everything it started. */
export function processTree(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    // The second field may hold spaces, and is in brackets.
    const parent = Number(
      readQuietly(`/proc/${entry}/stat`)
        .replace(/^.*\) /, '')
        .split(' ')[1],
    );
    children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const tree = [pid];
  for (let at = 0; at < tree.length; at++) tree.push(...(children.get(tree[at]!) ?? []));
  return tree;
}

/** Nanoseconds on a CPU, of all threads of a process tree. */
export function cpuOf(pid: number): number {
  let sum = 0;
  for (const each of processTree(pid)) {
    for (const thread of readdirSync(`/proc/${each}/task`)) {
      sum += Number(readQuietly(`/proc/${each}/task/${thread}/schedstat`).split(' ', 1)[0]);
    }
  }
  return sum;
}

function statusField(pid: number, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readQuietly(`/proc/${pid}/status`))?.[1] ?? 0);
}

/** KB in memory now, of a process tree. */
export function memoryOf(pid: number): number {
  return processTree(pid).reduce((sum, each) => sum + statusField(each, 'VmRSS'), 0);
}

/** Begins a new peak: `peakOf` counts from here (proc(5), clear_refs). */
export function resetPeak(pid: number): void {
  for (const each of processTree(pid)) writeFileSync(`/proc/${each}/clear_refs`, '5');
}

/** KB at most since `resetPeak`, of a process tree. */
export function peakOf(pid: number): number {
  return processTree(pid).reduce((sum, each) => sum + statusField(each, 'VmHWM'), 0);
}
