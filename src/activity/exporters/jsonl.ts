import type { Exporter } from './contract.ts';

/** One JSON object a line: the whole row. */
export const jsonl: Exporter = { head: '', line: (row) => `${JSON.stringify(row)}\n` };
