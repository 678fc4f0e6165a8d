#!/usr/bin/env node
import { Command } from 'commander';
import { commandsFor } from './cli/commands.ts';

/** The composition root of the command line: one file a command. */
const program = new Command('sallyport')
  .description('An open session-control gateway: web sessions under policy, with nothing installed on the device.')
  .version('0.1.0')
  .showHelpAfterError('(add --help for usage and examples)');

for (const register of await commandsFor(process.argv[2])) register(program);

await program.parseAsync();
