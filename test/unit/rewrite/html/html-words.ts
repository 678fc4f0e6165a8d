import { fc } from '../../../support/properties.ts';

const HOST_URLS = [
  'https://wiki.corp.test/a?b=1&c',
  'HTTPS://WIKI.corp.test',
  '//cdn.corp.test/x,y',
  '\\\\cdn.corp.test\\z',
  'http://old.corp.test:80/',
  'https://other.test/',
  '/relative/path',
  '&#104;ttps://wiki.corp.test/',
  'https:&sol;&#x2f;cdn.corp.test/',
  'java&Tab;script:location%20=1',
  'javascript:location',
  ' https://wiki.corp.test/ ',
];

const ATTRIBUTES = [
  'href',
  'src',
  'srcset',
  'style',
  'onclick',
  'ONLOAD',
  'action',
  'srcdoc',
  'data',
  'xlink:href',
  'type',
  'crossorigin',
  'rel',
  'http-equiv',
  'content',
  'class',
  'integrity',
  '=odd',
  'a"b',
  'language',
  'fill',
  'values',
];
const VALUES = [
  ...HOST_URLS,
  'https://wiki.corp.test/a,b 1x, //cdn.corp.test/c 2x',
  'a:url(https://cdn.corp.test/x)',
  'location=1',
  'x&amp;y',
  '0;url=https://wiki.corp.test/',
  'refresh',
  'content-security-policy',
  'module',
  'importmap',
  'text/html',
  'application/xhtml+xml',
  'modulepreload',
  '',
  '&lt;p onclick=&quot;location&quot;>',
  '<script>location</script>',
  'caf\xc3\xa9 &eacute; &#8212; location',
];
const ELEMENTS = [
  'html',
  'head',
  'body',
  'a',
  'p',
  'div',
  'b',
  'table',
  'tr',
  'td',
  'caption',
  'select',
  'option',
  'template',
  'svg',
  'math',
  'foreignObject',
  'annotation-xml',
  'mi',
  'desc',
  'title',
  'style',
  'script',
  'noscript',
  'textarea',
  'iframe',
  'xmp',
  'link',
  'meta',
  'base',
  'img',
  'image',
  'frameset',
  'frame',
  'noframes',
  'plaintext',
  'form',
  'button',
  'font',
  'li',
  'pre',
  'br',
  'animate',
  'use',
  'object',
  'x-app',
];
const TEXTS = [
  ' ',
  '\n',
  '\r\n',
  'text',
  'caf\xc3\xa9',
  '&amp;',
  '&am',
  '&notit;',
  '&#x41',
  '\0',
  '<',
  '< ',
  '</',
  '</>',
  '<!',
  '<?x',
  '<!-',
  'a<b',
  ']]>',
  '-->',
  'location',
  '{"imports":{"https:\\/\\/wiki.corp.test/":"//cdn.corp.test/"}}',
  '@import "//cdn.corp.test/";',
];
const DECLARATIONS = [
  '<!doctype html>',
  '<!-- <a href="https://wiki.corp.test/"> -->',
  '<!-->',
  '<!--x',
  '<![CDATA[ <p onclick="location"> ]]>',
  '<!foo>',
  '<!--[if IE]><p><![endif]-->',
  '<?php location ?>',
];

const oneOf = (words: readonly string[]) => fc.constantFrom(...words);
const attribute = fc
  .tuple(
    oneOf([' ', '\n', '/', '  ']),
    oneOf(ATTRIBUTES),
    oneOf(['=', ' = ', '=\n']),
    fc.constantFrom('"', "'", ''),
    oneOf(VALUES),
  )
  .chain(([blank, name, equals, quote, value]) =>
    fc.constantFrom(
      `${blank}${name}`,
      `${blank}${name}${equals}${quote}${quote === '' ? value.replace(/[\s>]/g, '') : value}${quote}`,
    ),
  );
/** A whole start tag of an element without rules of its own. */
export const plainTag = fc.array(attribute, { maxLength: 6 }).map((attributes) => `<x-app${attributes.join('')}>`);
const startTag = fc
  .tuple(oneOf(ELEMENTS), fc.array(attribute, { maxLength: 4 }), oneOf(['>', '/>', ' >', '']))
  .map(([name, attributes, end]) => `<${name}${attributes.join('')}${end}`);
const endTag = oneOf(ELEMENTS).map((name) => `</${name}>`);

/** Text made of what means something in HTML, well formed or not. */
export const htmlText = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: startTag },
      { weight: 3, arbitrary: endTag },
      { weight: 3, arbitrary: oneOf(TEXTS) },
      { weight: 1, arbitrary: oneOf(DECLARATIONS) },
      { weight: 1, arbitrary: fc.string({ maxLength: 4 }).map((text) => text.replace(/[^\0-\xff]/g, '?')) },
    ),
    { maxLength: 14 },
  )
  .map((words) => words.join(''));
