import { randomBytes } from 'node:crypto';
import type { HeaderList } from '../model/headers.ts';
import { type OwnSecret, ownSecrets, type SecretCookie } from './own-cookies.ts';
import { rowKey } from './seal.ts';

/** What the gateway keeps of a secret. */
export function secretHash({ secret }: Pick<OwnSecret, 'secret'>): string {
  return rowKey(Buffer.from(secret));
}

/** A secret the browser holds already, or a new one: ways in of one browser share it, so that none spoils another. */
export function takeSecret(headers: HeaderList, which: SecretCookie): OwnSecret {
  return (
    ownSecrets(headers, which)[0] ?? {
      label: randomBytes(6).toString('base64url'),
      secret: randomBytes(32).toString('base64url'),
    }
  );
}

/** Whether the browser holds the secret of this hash. */
export function holdsSecret(headers: HeaderList, which: SecretCookie, hash: string): boolean {
  return ownSecrets(headers, which).some((each) => secretHash(each) === hash);
}
