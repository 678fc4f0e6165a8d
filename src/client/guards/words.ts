import type { PageWords } from '../../model/page-words.ts';
import { setup } from '../setup.ts';
import { ENGLISH } from './english.ts';

/** What notices of this page say. */
export const words: PageWords = setup.words ?? ENGLISH;
