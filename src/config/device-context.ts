import type { DeviceTagRule } from './gateway-config.ts';

const CLAIMS = 'http://schemas.microsoft.com';
const CONTEXT_2012 = `${CLAIMS}/2012/01/devicecontext/claims/`;
const CONTEXT_2014 = `${CLAIMS}/2014/09/devicecontext/claims/`;

/**
 * The public device-context claims, as identity providers write them into SAML attributes and tokens. Tags of `trusttype`:
 * a device known to the directory on the premises and to the one in the cloud is hybrid joined; `Workplace` is a private
 * device that was registered.
 */
export const DEVICE_CONTEXT: readonly DeviceTagRule[] = [
  { claim: `${CONTEXT_2014}iscompliant`, equals: 'true', tag: 'compliant' },
  { claim: `${CONTEXT_2012}ismanaged`, equals: 'true', tag: 'managed' },
  { claim: `${CLAIMS}/2014/02/devicecontext/claims/isknown`, equals: 'true', tag: 'known' },
  { claim: `${CONTEXT_2012}isregistereduser`, equals: 'true', tag: 'registered-user' },
  { claim: `${CONTEXT_2014}trusttype`, equals: 'ServerAD', tag: 'hybrid-joined' },
  { claim: `${CONTEXT_2014}trusttype`, equals: 'AzureAD', tag: 'joined' },
  { claim: `${CONTEXT_2014}trusttype`, equals: 'Workplace', tag: 'registered' },
  { claim: `${CLAIMS}/ws/2012/01/insidecorporatenetwork`, equals: 'true', tag: 'corporate-network' },
];
