import { readFileSync } from 'node:fs';

/** A client's secret from wherever it is kept; a fault, and no text, where it is not there. */
export function secretOf(
  {
    clientSecret,
    clientSecretFile,
  }: { readonly clientSecret?: string | undefined; readonly clientSecretFile?: string | undefined },
  absolute: (path: string) => string,
  fault: (key: string, message: string, fix: string) => void,
  /** What else may be written where a secret is missing. */
  orElse = '',
): string {
  if (clientSecretFile !== undefined) {
    try {
      return readFileSync(absolute(clientSecretFile), 'utf8').trim();
    } catch {
      fault(
        'clientSecretFile',
        `${clientSecretFile} cannot be read`,
        'give the path of a file that this user may read',
      );
      return '';
    }
  }
  if (clientSecret === undefined) {
    fault(
      'clientSecret',
      'there is no client secret',
      `write clientSecretFile: PATH, or clientSecret with a variable of the environment${orElse}`,
    );
    return '';
  }
  return clientSecret.replace(/\$\{(\w+)\}/g, (_whole, name: string) => {
    const value = process.env[name];
    if (value === undefined)
      fault('clientSecret', `the environment has no ${name}`, `set ${name}, or use clientSecretFile`);
    return value ?? '';
  });
}
