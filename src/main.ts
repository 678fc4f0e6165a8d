#!/usr/bin/env node
import { Command } from 'commander';
import { registerActivity } from './cli/activity.ts';
import { registerApp } from './cli/app.ts';
import { registerCert } from './cli/cert.ts';
import { registerCheck } from './cli/check.ts';
import { registerDemo } from './cli/demo.ts';
import { registerFactors } from './cli/factors.ts';
import { registerList } from './cli/list.ts';
import { registerPolicy } from './cli/policy.ts';
import { registerRecord } from './cli/record.ts';
import { registerReplay } from './cli/replay.ts';
import { registerRewrite } from './cli/rewrite.ts';
import { registerServe } from './cli/serve.ts';
import { registerSession } from './cli/session.ts';

/** The composition root of the command line: one file a command. */
const program = new Command('sallyport')
  .description('An open session-control gateway: web sessions under policy, with nothing installed on the device.')
  .version('0.1.0')
  .showHelpAfterError('(add --help for usage and examples)');

for (const register of [
  registerDemo,
  registerServe,
  registerCheck,
  registerActivity,
  registerApp,
  registerSession,
  registerFactors,
  registerCert,
  registerList,
  registerPolicy,
  registerRecord,
  registerReplay,
  registerRewrite,
])
  register(program);

await program.parseAsync();
