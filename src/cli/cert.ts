import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { authorityFiles, initDeviceAuthority, openDeviceAuthority } from '../devices/ca/device-authority.ts';
import { PKCS12_FORMS, type Pkcs12Form, writePkcs12 } from '../devices/ca/pkcs12.ts';

interface IssueOptions {
  readonly dir: string;
  readonly user: string;
  readonly p12: string;
  readonly days: number;
  readonly passwordFile?: string;
  readonly form: Pkcs12Form;
}

function days(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value < 1) throw new InvalidArgumentError('write a whole number of days');
  return value;
}

/** Prints what failed in one line: a stack says nothing to whoever runs a command. */
async function orExplain(steps: () => Promise<void>): Promise<void> {
  try {
    await steps();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** `sallyport cert init-ca|issue|revoke|crl|list`: an authority for device certificates, for those who have none. */
export function registerCert(program: Command): void {
  const cert = program.command('cert').description('run an authority for device certificates');
  const verb = (name: string, description: string, example: string): Command =>
    cert
      .command(name)
      .description(description)
      .requiredOption('--dir <directory>', 'the directory of the authority')
      .addHelpText('after', `\nExample:\n  sallyport cert ${name} --dir /var/lib/sallyport/device-ca ${example}\n`);

  verb('init-ca', 'make a new authority', '--name "Example devices"')
    .option('--name <name>', 'what people see as the issuer', 'Device authority')
    .option('--crl-url <url>', 'where the revocation list will be found; written into every certificate')
    .action(({ dir, name, crlUrl }: { dir: string; name: string; crlUrl?: string }) =>
      orExplain(async () => {
        await initDeviceAuthority(dir, { name, now: Date.now, ...(crlUrl === undefined ? {} : { crlUrl }) });
        const { certificate, crl, key } = authorityFiles(dir);
        process.stdout.write(`authority:       ${certificate}\nrevocation list: ${crl}\nsecret key:      ${key}\n`);
      }),
    );

  verb('issue', 'issue a certificate for a user’s device', '--user alice@example.com --p12 alice.p12')
    .requiredOption('--user <name>', 'whose device it is: user name or mail address')
    .requiredOption('--p12 <file>', 'the PKCS#12 file to write')
    .option('--days <n>', 'how long it is valid', days, 365)
    .option('--password-file <file>', 'the password for the file; one is made and printed without it')
    .addOption(new Option('--form <form>', 'how the file is encrypted').choices([...PKCS12_FORMS]).default('modern'))
    .action((options: IssueOptions) => orExplain(() => issue(options)));

  verb(
    'revoke',
    'revoke one certificate, or all of a user, and write the revocation list anew',
    '--user alice@example.com',
  )
    .option('--serial <hex>', 'this certificate')
    .option('--user <name>', 'every certificate of this user')
    .option('--days <n>', 'how long the new list is valid', days, 30)
    .action(({ dir, serial, user, days: life }: { dir: string; serial?: string; user?: string; days: number }) =>
      orExplain(async () => {
        const which = serial ?? user;
        if (which === undefined || (serial !== undefined && user !== undefined))
          throw new Error('write either --serial or --user');
        const authority = await openDeviceAuthority(dir, Date.now);
        const revoked = await authority.revoke(which, life);
        if (revoked.length === 0) throw new Error(`no certificate in force for ${which}`);
        for (const each of revoked) process.stdout.write(`revoked ${each.serial} of ${each.user}\n`);
      }),
    );

  verb('crl', 'write the revocation list anew; run it before the last one ends', '--days 30')
    .option('--days <n>', 'how long it is valid', days, 30)
    .action(({ dir, days: life }: { dir: string; days: number }) =>
      orExplain(async () => {
        const authority = await openDeviceAuthority(dir, Date.now);
        process.stdout.write(`${await authority.writeCrl(life)}\n`);
      }),
    );

  verb('list', 'print every certificate that was issued', '').action(({ dir }: { dir: string }) =>
    orExplain(async () => {
      const authority = await openDeviceAuthority(dir, Date.now);
      for (const { serial, user, notAfter, revokedAt } of authority.issued()) {
        const state = revokedAt === undefined ? `until ${day(notAfter)}` : `revoked ${day(revokedAt)}`;
        process.stdout.write(`${serial}  ${state}  ${user}\n`);
      }
    }),
  );
}

async function issue({ dir, user, p12, days: life, passwordFile, form }: IssueOptions): Promise<void> {
  const authority = await openDeviceAuthority(dir, Date.now);
  const password =
    passwordFile === undefined ? randomBytes(12).toString('base64url') : readFileSync(passwordFile, 'utf8').trim();
  if (password === '') throw new Error(`${passwordFile} is empty`);
  const issued = await authority.issue(user, life);
  writeFileSync(p12, writePkcs12({ ...issued, name: `${user} (device)` }, password, form), { mode: 0o600 });
  process.stdout.write(`${p12}: serial ${issued.serial}, until ${day(issued.notAfter)}\n`);
  if (passwordFile === undefined) process.stdout.write(`password: ${password}\n`);
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
