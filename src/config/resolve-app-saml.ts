import type { AppSaml } from '../model/app.ts';
import type { GatewayDocument } from './gateway-schema.ts';

type SamlDocument = NonNullable<GatewayDocument['apps'][number]['saml']>;

interface Resolving {
  readonly pems: (paths: readonly string[]) => readonly string[];
  readonly fault: (key: string, message: string, fix: string) => void;
}

/** An app's sign-in by SAML with its files read. */
export function resolvedAppSaml({ logout, ...document }: SamlDocument, { pems, fault }: Resolving): AppSaml {
  const certificates = pems(document.certificates);
  if (!logout) return { ...document, certificates };
  if (document.certificates.length === 0)
    fault(
      'logout',
      'anybody could sign users out: messages of single logout have to be signed',
      'name the certificate that the app signs with in `certificates`',
    );
  const { url, responseUrl = url, binding } = logout;
  return { ...document, certificates, logout: { url, responseUrl, binding } };
}
