import { cleanFragment, deepLink, rememberedTarget } from '../../src/identity/deep-link.ts';
import { splitTarget } from '../../src/identity/handoff-paths.ts';
import { loginProviders, ownCookie, ownSecrets } from '../../src/identity/own-cookies.ts';
import { postedText, redirectedText } from '../../src/identity/saml/filter/message-text.ts';
import { readMessage } from '../../src/identity/saml/filter/read-message.ts';
import { SAML_REASONS } from '../../src/identity/saml/saml-reason.ts';
import { parseCookieHeader } from '../../src/rewrite/cookies/parse-cookie-header.ts';
import { parseSetCookie } from '../../src/rewrite/cookies/parse-set-cookie.ts';
import { serializeMirror } from '../../src/rewrite/cookies/serialize-mirror.ts';

/** Takes whatever a stranger may send; throws when it broke a promise. */
export interface FuzzTarget {
  readonly run: (input: string) => void;
  /** What inputs are put together from, besides anything at all. */
  readonly words: readonly string[];
}

function promise(kept: boolean, what: string): void {
  if (!kept) throw new Error(what);
}

/** Every answer of the SAML filter is a message or a reason of the list. */
function readSaml(text: string): void {
  const read = readMessage(text, { allowSha1: false });
  if (typeof read === 'string') promise(Object.hasOwn(SAML_REASONS, read), `no reason: ${read}`);
  else promise(!/<!DOCTYPE|<!ENTITY/i.test(text), 'a document type was let in');
}

export const TARGETS: Readonly<Record<string, FuzzTarget>> = {
  saml: {
    run(input) {
      readSaml(input);
      for (const decode of [postedText, redirectedText]) {
        const read = decode(input);
        if ('text' in read) readSaml(read.text);
        else promise(Object.hasOwn(SAML_REASONS, read.reason), `no reason: ${read.reason}`);
      }
      const posted = postedText(Buffer.from(input).toString('base64'));
      if ('text' in posted) readSaml(posted.text);
    },
    words: [
      '<?xml version="1.0"?>',
      '<!DOCTYPE a>',
      '<!ENTITY a "b">',
      '<samlp:Response ID="_r" xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">',
      '</samlp:Response>',
      '<saml:Assertion ID="_a" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">',
      '</saml:Assertion>',
      '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">',
      '</ds:Signature>',
      '<ds:Reference URI="#_r">',
      '</ds:Reference>',
      '<!-- -->',
      '<![CDATA[',
      ']]>',
      '&#x41;',
      '&a;',
      '<a b="c">',
      '</a>',
      '\ufeff',
      '\0',
      '"',
      '<',
      '>',
    ],
  },
  cookies: {
    run(input) {
      for (const [name] of parseCookieHeader(input)) promise(!name.includes(';'), 'a name with a semicolon');
      ownCookie([['cookie', input]], 'session');
      for (const { label, secret } of ownSecrets([['cookie', input]], 'flow'))
        promise(/^[\w-]{8}$/.test(label) && /^[\w-]{43}$/.test(secret), 'a secret of another shape');
      for (const provider of loginProviders([['cookie', input]])) {
        promise(/^[a-z0-9-]+$/.test(provider), 'a provider of another shape');
        ownCookie([['cookie', input]], { login: provider });
      }
      const parsed = parseSetCookie(input);
      const mirrored = parsed && serializeMirror(parsed);
      promise(mirrored === undefined || !/[\r\n\0]/.test(mirrored), 'a line end in a field');
    },
    words: [
      '__Host-sallyport-session',
      '__Host-sallyport-login-corp',
      '__Host-sallyport-flow-abcdefgh',
      '=',
      ';',
      '; ',
      ', ',
      '"',
      'Domain=',
      'Path=/',
      'Max-Age=-1',
      'Max-Age=99999999999999999999',
      'Expires=Thu, 01 Jan 1970 00:00:00 GMT',
      'SameSite=None',
      'Secure',
      'HttpOnly',
      'Partitioned',
      '__Host-',
      '__Secure-',
      '$Version=1',
      '\t',
      '\r\n',
      '\0',
      '\u2000',
      'é',
      'a'.repeat(43),
    ],
  },
  callback: {
    run(input) {
      const { pathname } = splitTarget(input);
      promise(!pathname.includes('?') && input.startsWith(pathname), 'a path that is not the beginning');
      const led = new URL(
        deepLink('wiki.corp.test.gw.test', rememberedTarget(input.startsWith('/') ? input : `/${input}`), ''),
      );
      promise(led.host === 'wiki.corp.test.gw.test' && led.protocol === 'https:', `led to ${led.origin}`);
      promise(/^(#[\x21-\x7e]*)?$/.test(cleanFragment(input)), 'a fragment with more than ASCII in it');
    },
    words: [
      '/.well-known/sallyport/callback',
      '?',
      '&',
      '=',
      'state=',
      'code=',
      'iss=',
      'error=',
      '%',
      '%00',
      '%0d%0a',
      '//',
      '\\',
      '#',
      '@',
      '<script>',
      'é',
      '+',
      ';',
    ],
  },
};
