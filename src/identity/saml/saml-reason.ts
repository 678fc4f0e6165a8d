/** Why something of SAML was refused: a closed list. The sentence goes to the operator's log, never to the browser. */
export const SAML_REASONS = {
  'too-large': 'the message is larger than any sign-in needs',
  'not-base64': 'the message is not base64',
  'not-deflate': 'the message does not inflate, or inflates to more than any sign-in needs',
  'not-utf8': 'the message is not UTF-8',
  'markup-declaration': 'the message holds a DOCTYPE, an entity, a comment or a CDATA section',
  'processing-instruction': 'the message holds a processing instruction or another encoding',
  'malformed-xml': 'the message is not well-formed XML of the strict kind that is read',
  'too-deep': 'elements are nested too deeply',
  'too-many-parts': 'there are too many elements or attributes',
  'mixed-content': 'a value stands beside elements',
  'unexpected-message': 'this is another kind of message than the endpoint takes',
  'not-one-assertion': 'there must be exactly one assertion, encrypted or not, and it must be a child of the response',
  'doubled-id': 'an ID is missing, malformed or used twice',
  'misplaced-signature': 'a signature is not a child of what it signs, or there are several',
  'signature-shape': 'a signature holds something besides one reference to its own parent',
  'signature-algorithm': 'a signature, digest, transform or canonicalisation is not among the allowed ones',
  'sha1-refused': 'a signature uses SHA-1, which is not switched on for this provider',
  unsigned: 'what must be signed is not signed',
  'wrong-signature': 'a signature is not one of the provider’s',
  'encryption-shape': 'the encrypted assertion is not of the known shape',
  'encryption-algorithm': 'the encryption is not among the allowed ones',
  'cbc-unprotected': 'AES-CBC is decrypted only under a verified signature of the whole response',
  'not-decrypted': 'the assertion could not be decrypted',
  'wrong-issuer': 'the issuer is not the provider',
  'wrong-destination': 'the message is addressed to somebody else',
  'status-not-success': 'the provider says that the sign-in did not succeed',
  'wrong-audience': 'the audience is not this relying party',
  'wrong-recipient': 'the subject confirmation is for another recipient',
  'no-bearer': 'there is no usable bearer confirmation of the subject',
  'not-yet-valid': 'the message is from the future, beyond the clock skew',
  expired: 'the message is too old, beyond the clock skew',
  'unbounded-time': 'the subject confirmation has no end',
  'session-ended': 'the session at the provider has ended',
  'unknown-condition': 'the assertion has a condition that is not understood',
  'wrong-request': 'the answer is not the one to the request',
  unsolicited: 'sign-in begun at the provider is not switched on',
  replayed: 'the assertion was used before',
  'no-subject': 'the assertion names no subject',
  'no-authentication': 'the assertion does not say when the user signed in',
  'weak-authentication': 'the user did not sign in by one of the demanded methods',
  'metadata-shape': 'the metadata does not describe exactly one such identity provider',
  'metadata-expired': 'the metadata is past its end',
  'metadata-unreachable': 'the metadata could not be fetched',
} as const satisfies Record<string, string>;

export type SamlReason = keyof typeof SAML_REASONS;

/** A refusal with its reason; `what` says more, for the log only. */
export class SamlRefusal extends Error {
  override readonly name = 'SamlRefusal';
  readonly reason: SamlReason;
  constructor(reason: SamlReason, what?: string) {
    super(`${reason}: ${SAML_REASONS[reason]}${what === undefined ? '' : ` (${what})`}`);
    this.reason = reason;
  }
}
