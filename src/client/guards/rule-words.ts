import { setup } from '../setup.ts';
import { ENGLISH_RULES, type RuleWords } from './english.ts';

/** What notices of its rules say in this page. */
export const ruleWords: RuleWords = setup.words ?? ENGLISH_RULES;
