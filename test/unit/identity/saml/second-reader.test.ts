import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SAML } from '@node-saml/node-saml';
import { acceptResponse } from '../../../../src/identity/saml/accept/accept-response.ts';
import { readIdpMetadata } from '../../../../src/identity/saml/idp-metadata.ts';
import { samlAddresses } from '../../../../src/identity/saml/saml-addresses.ts';
import { fc } from '../../../support/properties.ts';
import {
  assertionXml,
  idpMetadata,
  posted,
  type ResponseFields,
  responseXml,
  samlKeys,
  signElement,
} from '../../../support/saml-idp.ts';

const IDP = 'https://idp.test/';
const SETTINGS = {
  mustSign: 'either',
  allowSha1: false,
  clockSkew: 300_000,
  authnContexts: [],
  subjectAttribute: undefined,
} as const;

describe('a second reader, from another hand', () => {
  test('reads the same of whatever we accept', async () => {
    const pair = await samlKeys('idp.test');
    const addresses = samlAddresses('https://login.test', 'corp', undefined);
    const now = Date.now();
    const metadata = idpMetadata({ entityId: IDP, certificates: [pair.cert], sso: 'https://idp.test/sso' });
    const idp = readIdpMetadata(metadata, { signers: [], issuer: IDP, now });
    const fields: ResponseFields = {
      idp: IDP,
      acs: addresses.acs,
      audience: addresses.entityId,
      inResponseTo: '_q',
      now,
      subject: 'bob@contoso.test',
      responseId: '_r',
      assertionId: '_a',
      sessionIndex: 's',
      nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
      recipient: addresses.acs,
      destination: addresses.acs,
      assertionIssuer: IDP,
      status: 'urn:oasis:names:tc:SAML:2.0:status:Success',
      notBefore: -60_000,
      notOnOrAfter: 300_000,
      confirmationEnd: 300_000,
      sessionEnd: undefined,
      classRef: 'urn:x',
      attributes: { groups: ['a', 'b &amp; c'] },
    };
    const other = new SAML({
      idpCert: pair.cert,
      idpIssuer: IDP,
      issuer: addresses.entityId,
      callbackUrl: addresses.acs,
      audience: addresses.entityId,
      wantAuthnResponseSigned: false,
      wantAssertionsSigned: false,
      acceptedClockSkewMs: 300_000,
    });
    const names = async (xml: string): Promise<readonly [ours: string | undefined, theirs: string | undefined]> => {
      const expected = { idp, settings: SETTINGS, addresses, keys: [], requestId: '_q', now };
      const ours = await acceptResponse(xml, expected).then(
        ({ claims }) => String(claims['sub']),
        () => undefined,
      );
      // What we refuse needs no second opinion.
      if (ours === undefined) return [undefined, undefined];
      const theirs = await other.validatePostResponseAsync({ SAMLResponse: posted(xml) }).then(
        ({ profile }) => profile?.nameID,
        () => undefined,
      );
      return [ours, theirs];
    };
    const bare = responseXml(fields, assertionXml(fields));
    const genuine = [
      signElement(bare, '_a', pair),
      signElement(bare, '_r', pair),
      signElement(signElement(bare, '_a', pair), '_r', pair),
    ];
    for (const xml of genuine) assert.deepEqual(await names(xml), ['bob@contoso.test', 'bob@contoso.test']);

    const piece = fc.constantFrom(' ', '\n', 'x', '&#32;', '&amp;', 'admin', '<saml:x/>', ' y=""', ' xmlns:z="u"', '');
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...genuine),
        fc.nat(8000),
        fc.nat(2),
        piece,
        async (xml, place, length, text) => {
          const at = place % xml.length;
          const [ours, theirs] = await names(xml.slice(0, at) + text + xml.slice(at + length));
          if (ours === undefined) return;
          accepted++;
          assert.equal(ours, 'bob@contoso.test');
          assert.equal(theirs, ours);
        },
      ),
      { numRuns: 150 },
    );
    assert.ok(accepted > 0, 'nothing was accepted, so nothing was compared');
  });
});
