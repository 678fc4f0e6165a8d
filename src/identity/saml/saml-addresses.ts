import { HANDOFF_PATH } from '../handoff-paths.ts';

/** Where one provider reaches this relying party: addresses of its own, so that no answer can be taken for another's. */
export interface SamlAddresses {
  readonly entityId: string;
  readonly acs: string;
  readonly slo: string;
  readonly paths: { readonly metadata: string; readonly acs: string; readonly slo: string };
}

/** `origin` is that of the sign-in host. */
export function samlAddresses(origin: string, id: string, entityId: string | undefined): SamlAddresses {
  const metadata = `${HANDOFF_PATH}saml/${id}`;
  const paths = { metadata, acs: `${metadata}/acs`, slo: `${metadata}/slo` };
  return {
    entityId: entityId ?? `${origin}${metadata}`,
    acs: `${origin}${paths.acs}`,
    slo: `${origin}${paths.slo}`,
    paths,
  };
}
