/** Where the client of an app's own provider is, and what it asks for. */
export const OWN_CLIENTS = ['page', 'code', 'id-token', 'saml'] as const;
export type OwnClient = (typeof OWN_CLIENTS)[number];

/** What an administrator knows of an app's own provider. */
export interface OwnSituation {
  readonly client: OwnClient;
  /** Whether the provider can be told of the suffixed reply URL; of SAML also with Recipient and Destination left as they are. */
  readonly knowsReply: boolean;
  /** Whether people sign in there by what is bound to its host name: passkeys, certificates, Kerberos, the device. */
  readonly isBound: boolean;
}

/** How an app that keeps its own provider stays inside (docs/identity/own-provider.md), and why it is this way. */
export interface OwnWay {
  readonly way: 'reply' | 'mapped' | 'broker';
  readonly because: string;
}

export function ownProviderWay({ client, knowsReply, isBound }: OwnSituation): OwnWay {
  if (knowsReply && client !== 'code')
    return { way: 'reply', because: 'its provider can send the browser back to the suffixed reply URL' };
  const otherwise =
    client === 'code'
      ? 'its server redeems the code itself and names its real address there'
      : 'its provider cannot be told of the suffixed reply URL';
  return isBound
    ? {
        way: 'broker',
        because: `${otherwise}, and what people sign in with there works at the provider’s real host alone`,
      }
    : { way: 'mapped', because: `${otherwise}; people sign in there by what works at any host` };
}
