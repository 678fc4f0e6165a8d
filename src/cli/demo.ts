import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, InvalidArgumentError } from 'commander';
import { DemoFault } from '../demo/demo-fault.ts';
import type { Demo, DemoSummary } from '../demo/start-demo.ts';

interface DemoCommandOptions {
  readonly port: number;
  readonly state: string;
  readonly fresh?: boolean;
  readonly json?: boolean;
  readonly logLevel: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new InvalidArgumentError('write a port, 1 to 65535');
  return port;
}

/** `sallyport demo`: a whole company on this machine, with the gateway before it. */
export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description('run the gateway before three apps and an identity provider, all on this machine')
    .option('--port <port>', 'port of the gateway', portNumber, 8443)
    .option('--fresh', 'forget everything of earlier runs')
    .option('--json', 'print one line of JSON when everything is ready; all else goes to standard error')
    .option('--state <dir>', 'where everything of the demo is kept', join(ROOT, '.sallyport', 'demo'))
    .option('--log-level <level>', 'of the operational log: fatal, error, warn, info, debug', 'warn')
    .addHelpText(
      'after',
      '\nExamples:\n  sallyport demo\n  sallyport demo --port 9443 --fresh\n  sallyport demo --json | jq -r .apps[0].suffixUrl',
    )
    .action(run);
}

async function run({ port, state, fresh, json, logLevel }: DemoCommandOptions): Promise<void> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const began = performance.now();
  let demo: Demo | undefined;
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    // Still starting: the children end by themselves when this process does.
    if (demo === undefined) process.exit(0);
    demo.close().then(
      () => process.exit(0),
      (error: unknown) => {
        say(String(error));
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  if (!json) say('Starting the demo…');
  try {
    // Loaded here, so that no other command pays for the apps and the provider.
    const { startDemo } = await import('../demo/start-demo.ts');
    demo = await startDemo({ port, stateDirectory: resolve(state), fresh: fresh ?? false, logLevel, say });
  } catch (error) {
    say(error instanceof DemoFault ? error.message : String(error instanceof Error ? error.stack : error));
    process.exit(1);
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(json ? `${JSON.stringify(demo.summary)}\n` : guide(demo.summary, seconds));
}

/** What a person needs to know, in the order they need it. */
function guide({ apps, users, ca, config, policies }: DemoSummary, seconds: string): string {
  const width = Math.max(...apps.map(({ name }) => name.length));
  const relative = (file: string): string =>
    file.startsWith(process.cwd()) ? `.${file.slice(process.cwd().length)}` : file;
  return `
Sallyport is ready (${seconds} s). Open one of these in your browser:

${apps.map(({ name, suffixUrl, about }) => `  ${name.padEnd(width)}  ${suffixUrl}\n  ${' '.repeat(width)}  ${about}`).join('\n')}

Sign in as

${users.map(({ username, password, device }) => `  ${username.padEnd(6)}  ${password.padEnd(11)}  ${device} device`).join('\n')}

What the policies do
  - alice and admin, on managed laptops, may do everything; all of it is recorded.
  - bob, on a computer of his own: no downloads and no uploads in any app, and no copying,
    pasting or printing in Files. Each refusal says why.
  Change them while this runs: ${relative(policies)}

See what is recorded
  npm run sallyport -- activity tail --config ${relative(config)}

The browser warns about the certificate, since the demo made its own authority. Either go on, or trust
  ${relative(ca)}
  in the browser, or start Chromium with --ignore-certificate-errors (and a profile made for this);
  curl takes --cacert ${relative(ca)}

Ctrl-C ends all of it. The next start finds everything as it was; --fresh begins anew.
`;
}
