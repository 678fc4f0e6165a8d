import type { Command } from 'commander';
import { addCheck } from './policy/policy-check.ts';
import { addExplain } from './policy/policy-explain.ts';
import { addTemplates } from './policy/policy-templates.ts';
import { addTest } from './policy/policy-test.ts';

/** `sallyport policy check|explain|test|templates`: policies as files that can be checked, tried and asked. */
export function registerPolicy(program: Command): void {
  const policy = program.command('policy').description('check, explain and test policies');
  for (const add of [addCheck, addExplain, addTest, addTemplates]) add(policy);
}
