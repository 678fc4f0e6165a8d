import type { Command } from 'commander';
import type { ConfigFault } from '../config/config-fault.ts';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { loadConfig } from '../config/load-config.ts';
import { readMetadataFile } from '../identity/saml/read-metadata-file.ts';
import { contentFault } from '../proxy/content/content-fault.ts';

/** Prints faults for people: place, what is wrong, what to write. */
export function printFaults(faults: readonly ConfigFault[]): void {
  for (const { file, path, line, message, fix } of faults) {
    process.stderr.write(
      `${file}${line === undefined ? '' : `:${line}`}: ${path === '' ? '' : `${path}: `}${message}\n    → ${fix}\n`,
    );
  }
  process.stderr.write(`${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}\n`);
}

/** `sallyport check`: is the configuration sound? Exit code 0 or 1. */
export function registerCheck(program: Command): void {
  program
    .command('check')
    .description('check a configuration and its policies; says everything that is wrong at once')
    .requiredOption('--config <file>', 'the configuration (YAML)')
    .option('--json', 'print the result as one JSON document')
    .addHelpText(
      'after',
      '\nExamples:\n  sallyport check --config gateway.yaml\n  sallyport check --config gateway.yaml --json | jq .faults\n',
    )
    .action(async (options: { config: string; json?: boolean }) => {
      const loaded = await loadConfig(options.config);
      const faults = loaded.ok
        ? [...metadataFaults(options.config, loaded.config), ...contentFaults(options.config, loaded.config)]
        : loaded.faults;
      if (options.json) process.stdout.write(`${JSON.stringify({ ok: faults.length === 0, faults })}\n`);
      else if (!loaded.ok || faults.length > 0) printFaults(faults);
      else
        process.stdout.write(
          `${options.config}: ${loaded.config.apps.length} apps, ${loaded.config.policies.length} policies, no faults\n`,
        );
      process.exitCode = faults.length === 0 ? 0 : 1;
    });
}

/** What is wrong with metadata that lies in files. Metadata at a URL is read when the gateway runs. */
function metadataFaults(file: string, { providers }: GatewayConfig): ConfigFault[] {
  return providers.flatMap((provider, index) => {
    if (provider.type !== 'saml' || provider.metadata.startsWith('https:')) return [];
    const message = readMetadataFile(provider, Date.now());
    return message === undefined
      ? []
      : [{ file, path: `providers[${index}].metadata`, message, fix: 'export the provider’s metadata anew' }];
  });
}

function contentFaults(file: string, config: GatewayConfig): ConfigFault[] {
  const message = contentFault(config.policies, config);
  const fix = 'write detectors and lists as docs/policies.md explains';
  return message === undefined ? [] : [{ file, path: '', message, fix }];
}
