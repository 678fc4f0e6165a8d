import type { GatewayConfig } from '../../config/gateway-config.ts';
import { openLocalCa } from './local-ca.ts';
import { filePair, fileSni, mintedPair, suffixSni } from './sni.ts';

/** The certificates of the gateway's hosts: from files, or minted for names that are its own. */
export async function openCertificates(config: GatewayConfig, isOurs: (name: string) => boolean) {
  if ('certificates' in config.tls) {
    const { certificates: pairs } = config.tls;
    return { resolve: fileSni(pairs), pairFor: (host: string) => filePair(pairs, host), caFile: undefined };
  }
  const ca = await openLocalCa(config.tls.localCa, 'Sallyport local authority');
  return {
    resolve: suffixSni(ca, config.suffix, isOurs),
    pairFor: (host: string) => mintedPair(ca, host),
    caFile: ca.certificateFile,
  };
}
