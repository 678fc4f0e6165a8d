import { setup } from '../setup.ts';
import { ENGLISH, type NoticeWords } from './english.ts';

/** What notices of this page say. */
export const words: NoticeWords = setup.words ?? ENGLISH;
