import { readFileSync } from 'node:fs';
import type { AppClientAuth, AppOidc } from '../model/app.ts';
import { secretOf } from './client-secret.ts';
import type { GatewayDocument } from './gateway-schema.ts';

type OidcDocument = NonNullable<GatewayDocument['apps'][number]['oidc']>;

interface Resolving {
  readonly absolute: (path: string) => string;
  readonly fault: (key: string, message: string, fix: string) => void;
}

/** An app's sign-in by OpenID Connect with its files read. */
export function resolvedAppOidc(document: OidcDocument, resolving: Resolving): AppOidc {
  const { clientId, redirectUris, postLogoutRedirectUris, backchannelLogoutUri, pkce, subject, claims } = document;
  return {
    ...{ clientId, redirectUris, postLogoutRedirectUris, pkce, subject, claims },
    ...(backchannelLogoutUri === undefined ? {} : { backchannelLogoutUri }),
    auth: authOf(document, resolving),
  };
}

function authOf(document: OidcDocument, { absolute, fault }: Resolving): AppClientAuth {
  const { auth: method, pkce } = document;
  if (method === 'none') {
    if (pkce === 'optional')
      fault(
        'pkce',
        'a client without a secret is told from others by its code challenge alone',
        'write pkce: required',
      );
    return { method };
  }
  if (method === 'private_key_jwt') return { method, keys: keysOf(document.keys, absolute, fault) };
  return { method, secret: secretOf(document, absolute, fault) };
}

function keysOf(
  file: string | undefined,
  absolute: Resolving['absolute'],
  fault: Resolving['fault'],
): readonly Readonly<Record<string, unknown>>[] {
  try {
    const { keys } = JSON.parse(readFileSync(absolute(file ?? ''), 'utf8')) as { keys: Record<string, unknown>[] };
    if (
      keys.length > 0 &&
      keys.every((key) => typeof key['kty'] === 'string' && key['d'] === undefined && key['k'] === undefined)
    )
      return keys;
    fault('keys', `${file} holds no key, or one that is not public`, 'give a JSON Web Key Set of public keys');
  } catch {
    fault('keys', 'there is no JSON Web Key Set', 'give the path of a JSON file with `keys`, relative to this one');
  }
  return [];
}
