import type { GatewayConfig } from '../../config/gateway-config.ts';
import { brokerAddresses } from '../../identity/broker/broker-addresses.ts';
import { issuerOf, OPENID_PATHS } from '../../identity/broker/openid/openid-addresses.ts';
import { signInAddresses } from '../../identity/handoff-paths.ts';
import { samlAddresses } from '../../identity/saml/saml-addresses.ts';
import type { ProtectedApp } from '../../model/app.ts';
import { addressesOf } from './placed-mistakes.ts';

/** What is left to do by hand once an app is in the configuration, with every address written out. */
export function nextSteps(config: GatewayConfig, app: ProtectedApp): string {
  const { hosts, signIn } = addressesOf(config);
  const provider = config.providers.find(({ id }) => id === app.provider);
  const fronts = app.hosts.flatMap(({ origin }) => hosts.suffixAuthority(origin) ?? []);
  const { callback, signedOut } = signInAddresses(new URL(signIn).host);
  const lines = [`At the identity provider (${app.provider}), once for all apps:`];
  if (provider?.type === 'saml') {
    const { entityId, acs, slo } = samlAddresses(signIn, provider.id, provider.entityId);
    lines.push(
      `  entity ID (audience)      ${entityId}`,
      `  reply URL (ACS)           ${acs}`,
      `  logout URL                ${slo}`,
    );
  } else lines.push(`  redirect URI              ${callback}`, `  post-logout redirect URI  ${signedOut}`);
  lines.push('  and assign the users and groups who may use the app.');
  if (app.saml) {
    const { entityId, signOn, logout } = brokerAddresses(app, signIn, hosts);
    lines.push(
      `In the app (${app.name}), as its SAML identity provider:`,
      `  metadata                  ${entityId}`,
      `  entity ID (issuer)        ${entityId}`,
      `  SSO URL (HTTP-Redirect)   ${signOn[0] ?? ''}`,
      '  certificate               the one in the metadata; read it after the gateway has started with this file',
      ...(app.saml.logout ? [`  logout URL                ${logout[0] ?? ''}`] : []),
      '  The app’s own ACS URL and entity ID stay as they are.',
    );
  }
  if (app.oidc) {
    const issuer = issuerOf(app.id, signIn);
    lines.push(
      `In the app (${app.name}), as its OpenID provider:`,
      `  issuer                    ${issuer}`,
      `  discovery document        ${issuer}${OPENID_PATHS.discovery}`,
      `  client ID                 ${app.oidc.clientId}${app.oidc.auth.method === 'none' ? ', without a secret' : ', with its secret'}`,
      '  Its server must reach the issuer’s host by name, and trust its certificate.',
      '  The app’s own redirect URIs stay as they are.',
    );
  }
  if (app.ownProvider) {
    lines.push(
      `At the app’s own provider, beside what is there (${app.name}):`,
      ...app.ownProvider.replyUrls.map((url) => `  reply URL                 ${hosts.toSuffix(url)}`),
      '  of a client in the page as that of a single-page app, so that its origin may ask for tokens.',
    );
  }
  lines.push(
    'For the users:',
    `  DNS                       ${fronts.map((front) => front.replace(/:\d+$/, '')).join(', ')} lead to the gateway`,
    `  they begin at             https://${fronts[0] ?? ''}/`,
    'Then start the gateway anew: apps are read at its start.',
  );
  return `${lines.join('\n')}\n`;
}
