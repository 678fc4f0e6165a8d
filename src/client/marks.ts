import * as marks from '../rewrite/mark.ts';
import { quietly } from './quietly.ts';

const taken = quietly(marks.unmark);

/** The marks of rewrite/mark.ts, read in a realm that a page shares. */
export const [mark, markPath, markOf] = [quietly(marks.mark), quietly(marks.markPath), quietly(marks.markOf)] as const;
export const unmark = (text: string): string => (marks.mayBeMarked(text) ? taken(text) : text);
