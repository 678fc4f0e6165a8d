import type { Command } from 'commander';
import { addAdd } from './app/app-add.ts';

/** `sallyport app add`: apps in the configuration. */
export function registerApp(program: Command): void {
  const app = program.command('app').description('apps of a configuration');
  addAdd(app);
}
