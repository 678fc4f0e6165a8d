import { mkdirSync } from 'node:fs';
import type { Command } from 'commander';
import { buildClient } from '../client/build.ts';
import { loadConfig } from '../config/load-config.ts';
import { startGateway } from '../proxy/gateway.ts';
import { openRecorder } from '../replay/record/recorder.ts';
import { printFaults } from './check.ts';

/** `sallyport serve`: runs the gateway until it is told to stop. */
export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('run the gateway')
    .requiredOption('--config <file>', 'the configuration (YAML)')
    .option('--log-level <level>', 'fatal, error, warn, info, debug', 'info')
    .addHelpText(
      'after',
      '\nExamples:\n  sallyport serve --config /etc/sallyport/gateway.yaml\n  sallyport check --config gateway.yaml && sallyport serve --config gateway.yaml\n',
    )
    .action(async (options: { config: string; logLevel: string }) => {
      const loaded = await loadConfig(options.config);
      if (!loaded.ok) {
        printFaults(loaded.faults);
        process.exitCode = 1;
        return;
      }
      mkdirSync(loaded.config.stateDirectory, { recursive: true, mode: 0o700 });
      const recorder = openRecorder(loaded.config, (error) =>
        process.stderr.write(`traffic could not be recorded: ${String(error)}\n`),
      );
      const bundles = await buildClient();
      const gateway = await startGateway(loaded.config, { logLevel: options.logLevel, bundles, tap: recorder });
      const stop = (): void => {
        Promise.all([gateway.close(), recorder.close()]).then(
          () => process.exit(0),
          (error: unknown) => {
            process.stderr.write(`${String(error)}\n`);
            process.exit(1);
          },
        );
      };
      process.once('SIGINT', stop);
      process.once('SIGTERM', stop);
    });
}
