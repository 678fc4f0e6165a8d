import type { Exporter } from './contract.ts';
import { csv } from './csv.ts';
import { jsonl } from './jsonl.ts';
import { table } from './table.ts';

/** Every format: a new one is one file and one line here. */
export const EXPORTERS = { table, jsonl, csv } as const satisfies Record<string, Exporter>;
export type ExportFormat = keyof typeof EXPORTERS;
