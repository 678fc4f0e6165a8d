import { lookup } from 'node:dns/promises';
import type { Command } from 'commander';
import { appOf, candidateWith } from '../../config/add-app.ts';
import { loadConfig } from '../../config/load-config.ts';
import { printFaults } from '../check.ts';
import { addressMistakes } from './address-mistakes.ts';
import { type AnswerField, type AppAnswers, type Mistake, writtenApp } from './app-answers.ts';
import { openQuestions } from './ask-lines.ts';
import { nextSteps } from './next-steps.ts';
import { OWN_CLIENTS } from './own-provider-way.ts';
import { placedMistakes, suffixMistakes } from './placed-mistakes.ts';
import { type SignInFlags, signInAnswers, strayFlags, type Taking } from './sign-in-answers.ts';
import { SIGN_IN_KINDS } from './sign-in-kinds.ts';
import { writtenMistakes } from './written-mistakes.ts';

interface AddOptions extends SignInFlags {
  readonly config: string;
  readonly id?: string;
  readonly name?: string;
  readonly host: readonly string[];
  readonly upstream?: string;
  readonly provider?: string;
  readonly signIn?: string;
  readonly allowPrivate?: boolean;
  readonly offline?: boolean;
  readonly dryRun?: boolean;
}

/** Flags whose name is not their field's. */
const FLAGS: Readonly<Partial<Record<AnswerField, string>>> = {
  hosts: '--host',
  certificates: '--certificate',
  redirectUris: '--redirect-uri',
  postLogoutRedirectUris: '--post-logout-redirect-uri',
  endpoints: '--endpoint',
  replyUrls: '--reply-url',
  ownHosts: '--own-host',
};
const flagOf = (field: AnswerField): string =>
  FLAGS[field] ?? `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** What fits an app that keeps a provider of its own. */
const WAYS = {
  reply: 'The suffixed reply URL fits',
  mapped: 'Its provider’s sign-in host has to be mapped',
  broker: 'Only the gateway as its provider fits, --sign-in oidc or saml; nothing was written',
} as const;

const collect = (value: string, held: readonly string[]): readonly string[] => [...held, value];

/** `sallyport app add`: asks for what an app needs, or takes it by flags, checks it, and writes it into the configuration. */
export function addAdd(app: Command): void {
  app
    .command('add')
    .description('add an app to a configuration: asks, checks each field, writes it, and says what to set elsewhere')
    .requiredOption('--config <file>', 'the configuration (YAML); its comments stay')
    .option('--id <id>', 'names the app in policies and logs')
    .option('--name <name>', 'what people read')
    .option('--host <origin>', 'an origin of the app; the first is where users begin', collect, [])
    .option('--upstream <origin>', 'where to connect for the first host, when not at its own name')
    .option('--provider <id>', 'which identity provider signs users in')
    .option(
      '--sign-in <kind>',
      Object.entries(SIGN_IN_KINDS)
        .map(([kind, what]) => `${kind}: ${what}`)
        .join('; '),
    )
    .option('--entity-id <name>', 'saml: the app’s entity name')
    .option('--acs <url>', 'saml: where the app takes answers', collect, [])
    .option('--name-id <fact>', 'saml: what names the user: email, name or subject')
    .option('--certificate <file>', 'saml: PEM certificate the app signs its requests with', collect, [])
    .option('--logout-url <url>', 'saml: where the app takes messages of single logout')
    .option('--client-id <name>', 'oidc: what the app calls itself')
    .option('--client-secret-file <file>', 'oidc: a file with its secret')
    .option('--public-client', 'oidc: the app runs in the page and keeps no secret')
    .option('--redirect-uri <url>', 'oidc: where the app takes codes', collect, [])
    .option('--post-logout-redirect-uri <url>', 'oidc: where the browser goes after signing out', collect, [])
    .option('--backchannel-logout-uri <url>', 'oidc: where the app’s server is told that a session has ended')
    .option('--own-client <kind>', `own: what its client is: ${OWN_CLIENTS.join(', ')}`)
    .option('--own-reply <yes|no>', 'own: whether its provider can be told of the suffixed reply URL')
    .option('--own-bound <yes|no>', 'own: whether people sign in there by what is bound to its host')
    .option('--endpoint <url>', 'own: its authorization, token and sign-out endpoints', collect, [])
    .option('--reply-url <url>', 'own: the app’s reply URL', collect, [])
    .option('--own-host <origin>', 'own: an origin of its sign-in pages', collect, [])
    .option('--allow-private', 'the app is at a loopback or private address')
    .option('--offline', 'do not ask DNS')
    .option('--dry-run', 'check everything and write nothing')
    .addHelpText(
      'after',
      '\nExamples:\n  sallyport app add --config gateway.yaml   # asks\n  sallyport app add --config gateway.yaml --id wiki --name Wiki --host https://wiki.corp.example --provider corp --sign-in preauth\n',
    )
    .action(async (options: AddOptions) => {
      process.exitCode = (await add(options)) ? 0 : 1;
    });
}

async function add(options: AddOptions): Promise<boolean> {
  const before = await loadConfig(options.config);
  // A file without apps yet is not sound, and it is here that it gets its first one.
  const blocking = before.ok ? [] : before.faults.filter(({ path }) => path !== 'apps');
  if (blocking.length > 0) {
    printFaults(blocking);
    return false;
  }
  const answers = await answered(options, before.ok ? before.config.providers.map(({ id }) => id) : []);
  if (answers === undefined) return false;
  const written = [
    ...writtenMistakes(answers),
    ...(before.ok ? suffixMistakes(before.config, answers) : []),
    ...addressMistakes(answers, before.ok ? before.config : undefined),
  ];
  if (written.length > 0) return refuse(written);
  const candidate = await candidateWith(options.config, writtenApp(answers));
  try {
    if (!candidate.loaded.ok) {
      printFaults(candidate.loaded.faults.map((fault) => ({ ...fault, file: options.config })));
      return false;
    }
    const { config } = candidate.loaded;
    const app = appOf(config, answers.id)!;
    const mistakes = await placedMistakes(config, app, options.offline ? undefined : addressesOfHost, Date.now());
    if (mistakes.length > 0) return refuse(mistakes);
    if (options.dryRun) process.stdout.write(`${options.config} would have the app ${app.id}.\n\n`);
    else {
      candidate.keep();
      process.stdout.write(`${options.config} has the app ${app.id}.\n\n`);
    }
    process.stdout.write(nextSteps(config, app));
    return true;
  } finally {
    candidate.drop();
  }
}

function refuse(mistakes: readonly Mistake[]): false {
  for (const { field, message, fix } of mistakes) process.stderr.write(`${flagOf(field)}: ${message}\n    → ${fix}\n`);
  process.stderr.write(`${mistakes.length} ${mistakes.length === 1 ? 'mistake' : 'mistakes'}; nothing was written\n`);
  return false;
}

/** What flags leave open is asked; undefined when nobody answers. */
async function answered(options: AddOptions, providers: readonly string[]): Promise<AppAnswers | undefined> {
  const questions = openQuestions();
  const missing: string[] = [];
  const take = async (given: string | undefined, flag: string, question: string): Promise<string> => {
    const answer = given ?? (await questions.ask(question));
    if (answer === undefined) missing.push(flag);
    return answer ?? '';
  };
  const list = (text: string): string[] => text.split(/[\s,]+/).filter((each) => each !== '');
  try {
    const id = await take(options.id, '--id', 'Id, as policies and logs name it (wiki)');
    const name = await take(options.name, '--name', 'Name, as people read it (Wiki)');
    const hosts =
      options.host.length > 0
        ? options.host
        : list(await take(undefined, '--host', 'Origins, the first is where users begin (https://wiki.corp.example)'));
    const provider = await take(options.provider, '--provider', `Identity provider (${providers.join(', ')})`);
    const signIn = await take(
      options.signIn,
      '--sign-in',
      `Sign-in: ${Object.entries(SIGN_IN_KINDS)
        .map(([kind, what]) => `${kind} (${what})`)
        .join(', ')}`,
    );
    const stray = strayFlags(signIn, options);
    if (stray.length > 0) {
      process.stderr.write(`${stray.join('\n')}\nNothing was written\n`);
      return undefined;
    }
    const taking: Taking = {
      one: take,
      several: async (given, flag, question) =>
        given.length > 0 ? given : list(await take(undefined, flag, question)),
    };
    const { chosen, ...asked } = await signInAnswers(signIn, options, taking);
    if (missing.length > 0) {
      process.stderr.write(`\nNobody answered for ${missing.join(', ')}; nothing was written.\n`);
      return undefined;
    }
    if (signIn === 'own' && !chosen) {
      process.stderr.write(`--own-client: write ${OWN_CLIENTS.join(' or ')}\nNothing was written\n`);
      return undefined;
    }
    if (chosen) process.stderr.write(`${WAYS[chosen.way]}: ${chosen.because}.\n`);
    if (chosen?.way === 'broker') return undefined;
    return {
      id,
      name,
      hosts,
      provider,
      signIn,
      allowPrivate: options.allowPrivate === true,
      ...(options.upstream === undefined ? {} : { upstream: options.upstream }),
      ...asked,
    };
  } finally {
    questions.close();
  }
}

async function addressesOfHost(host: string): Promise<readonly string[]> {
  try {
    return (await lookup(host.replace(/^\[|\]$/g, ''), { all: true })).map(({ address }) => address);
  } catch {
    // Whatever the resolver says, the gateway would hear the same when it connects.
    return [];
  }
}
