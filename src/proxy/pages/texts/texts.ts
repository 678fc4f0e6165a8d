import type { Language } from './choose-language.ts';
import type { Texts } from './contract.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';

/** Everything the gateway's pages say, by language. */
export const TEXTS: Readonly<Record<Language, Texts>> = { en, de, fr, es, ja };
