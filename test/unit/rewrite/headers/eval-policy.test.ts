import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watchesEval } from '../../../../src/rewrite/headers/eval-policy.ts';

for (const [policy, watched] of [
  ["script-src 'self'", true],
  ["default-src 'self'", true],
  ["SCRIPT-SRC 'UNSAFE-EVAL'; default-src 'self'", false],
  ["default-src 'unsafe-eval'; script-src 'self'", true],
  ["script-src 'unsafe-eval'; script-src 'none'", false],
  ["script-src 'unsafe-eval', script-src 'self'", true],
  ["script-src-elem 'self'; img-src 'none'", false],
  ['script-src', true],
  ['', false],
] as const)
  test(`${policy}: ${watched ? 'watched' : 'not watched'}`, () => assert.equal(watchesEval(policy), watched));
