import type { Asker } from '../../config/asker-schema.ts';

/** Somebody of whom nothing is known. */
export const ANYBODY: Asker = { user: 'somebody', groups: [] };
