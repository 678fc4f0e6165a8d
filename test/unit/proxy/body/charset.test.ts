import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createByteText } from '../../../../src/proxy/body/byte-text.ts';
import { cssEncoding, documentCharset, scriptEncoding } from '../../../../src/proxy/body/charset.ts';
import { UTF8_SCRIPT } from '../../../../src/proxy/body/inline-text.ts';
import { rewriteTextFile } from '../../../../src/proxy/body/rewrite-text-file.ts';
import { cssSplices } from '../../../../src/rewrite/css/css-splices.ts';
import { rewriteScript } from '../../../../src/rewrite/js/rewrite-script.ts';
import { fc } from '../../../support/properties.ts';

const html = (markup: string, contentType?: string): string =>
  documentCharset('html', contentType, Buffer.from(markup, 'latin1')).encoding;

describe('the encoding of a page', () => {
  const cases: readonly (readonly [markup: string, contentType: string | undefined, encoding: string])[] = [
    ['<meta charset=gbk>', undefined, 'gbk'],
    ['<meta charset=gbk>', 'text/html; charset=Shift_JIS', 'shift_jis'],
    ['<meta charset=gbk>', 'text/html; charset="x-sjis"', 'shift_jis'],
    ['<meta charset=gbk>', 'text/html; charset=nonsense', 'gbk'],
    ['\xef\xbb\xbf<meta charset=gbk>', 'text/html; charset=big5', 'utf-8'],
    ['\xff\xfe<\0', 'text/html; charset=big5', 'utf-16le'],
    ['<meta charset=utf-16>', undefined, 'utf-8'],
    ['<meta charset=x-user-defined>', undefined, 'windows-1252'],
    ['<meta charset=latin1>', undefined, 'windows-1252'],
    ['<!-- <meta charset=gbk> --><meta charset=big5>', undefined, 'big5'],
    ['<!--><meta charset=gbk>-->', undefined, 'gbk'],
    ['<?xml version="1.0" encoding="gbk"?><title>t</title>', undefined, 'gbk'],
    ['<?xml version="1.0" encoding="gbk"?><title>t</title>', 'text/html; charset=big5', 'big5'],
    ['<?xml version="1.0" encoding="gbk"?><meta charset=big5>', undefined, 'big5'],
    [`<?xml version="1.0" encoding="gbk'?>`, undefined, 'utf-8'],
    [' <?xml version="1.0" encoding="gbk"?>', undefined, 'utf-8'],
    ['<\0?\0x\0m\0l\0', undefined, 'utf-16le'],
    ['\0<\0?\0x\0m\0l', undefined, 'utf-16be'],
    ['<script>"<meta charset=gbk>"</script><meta charset=big5>', undefined, 'big5'],
    ['<TITLE lang=de><meta charset=gbk></titles></Title><meta charset=big5>', undefined, 'big5'],
    ['<style><meta charset=gbk>', undefined, 'utf-8'],
    ['<noscript><meta charset=gbk></noscript><meta charset=big5>', undefined, 'gbk'],
    ['<!-- never closed <meta charset=gbk>', undefined, 'utf-8'],
    ['<title a="<meta charset=gbk>"></title><META CHARSET = "big5">', undefined, 'big5'],
    ['<meta name=x content="text/html; charset=gbk">', undefined, 'utf-8'],
    ['<meta content=\'text/html; charset="gbk"\' http-equiv=Content-Type>', undefined, 'gbk'],
    ['<meta http-equiv=content-type content="charset charset=gbk;x">', undefined, 'gbk'],
    ['<meta charset=nonsense><meta charset=gbk>', undefined, 'gbk'],
    ['<metadata charset=gbk>', undefined, 'utf-8'],
    ['<meta charset=gbk charset=big5>', undefined, 'gbk'],
    ['</x charset=gbk><?x <meta charset=big5>?>', undefined, 'utf-8'],
    [`${' '.repeat(1010)}<meta charset=gbk>`, undefined, 'utf-8'],
  ];
  for (const [markup, contentType, encoding] of cases)
    test(`${markup.trim()} ${contentType ?? ''}`, () => assert.equal(html(markup, contentType), encoding));

  test('XML says it in its declaration', () => {
    const xml = (text: string): string => documentCharset('xml', 'text/xml', Buffer.from(text, 'latin1')).encoding;
    assert.equal(xml('<?xml version="1.0" encoding="GB2312"?><a/>'), 'gbk');
    assert.equal(xml('<a><meta charset="gbk"/></a>'), 'utf-8');
    assert.equal(xml('<\0?\0x\0'), 'utf-16le');
  });

  test('style sheets and scripts', () => {
    const sheet = Buffer.from('@charset "gbk";a{}');
    assert.equal(cssEncoding(undefined, sheet), 'gbk');
    assert.equal(cssEncoding('text/css;charset=utf-8', sheet), 'utf-8');
    assert.equal(cssEncoding(undefined, Buffer.from(' @charset "gbk";')), undefined);
    assert.equal(scriptEncoding('text/javascript; charset=EUC-KR', sheet), 'euc-kr');
    assert.equal(scriptEncoding(undefined, sheet), undefined);
  });
});

const ENCODINGS = ['utf-8', 'windows-1251', 'shift_jis', 'gbk', 'gb18030', 'big5', 'euc-kr', 'euc-jp', 'iso-2022-jp'];

describe('bytes as text', () => {
  test('any bytes, split anywhere, come out as they went in', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 4 }),
      fc
        .constantFrom('\x1b$B', '\x1b(B', '\x1b(J', '\x1b$', '<a href="', '\\')
        .map((text) => Buffer.from(text, 'latin1')),
    );
    fc.assert(
      fc.property(fc.constantFrom(...ENCODINGS), fc.array(piece, { maxLength: 12 }), (encoding, pieces) => {
        const whole = Buffer.concat(pieces);
        const split = createByteText(encoding);
        const text = pieces.map((each) => split.read(Buffer.from(each))).join('');
        assert.equal(text, createByteText(encoding).read(whole));
        assert.equal(text.length, whole.length);
        assert.deepEqual(split.write(text), whole);
      }),
      { numRuns: 500 },
    );
  });

  test('half of a character is no backslash, and an escaped quote is one', () => {
    const read = (encoding: string, bytes: readonly number[]): string =>
      createByteText(encoding).read(Buffer.from(bytes));
    assert.doesNotMatch(read('shift_jis', [0x22, 0x95, 0x5c, 0x22]), /\\/);
    assert.doesNotMatch(read('gbk', [0x22, 0x85, 0x5c, 0x22]), /\\/);
    assert.doesNotMatch(read('big5', [0x22, 0xa5, 0x5c, 0x22]), /\\/);
    assert.match(read('shift_jis', [0xa5, 0x5c]), /\\/, 'half-width katakana has one byte');
    assert.match(read('shift_jis', [0x85, 0x5c]), /\\/, 'no such character: the byte counts alone');
    assert.match(read('shift_jis', [0x95, 0x22]), /"/);
    assert.match(read('windows-1252', [0x95, 0x5c]), /\\/);
    assert.doesNotMatch(read('iso-2022-jp', [...Buffer.from('\x1b$B'), 0x24, 0x22, 0x3c, 0x3c]), /["<]/);
    assert.match(read('iso-2022-jp', [...Buffer.from('\x1b$B'), 0x24, 0x22, ...Buffer.from('\x1b(B<')]), /<$/);
  });

  const url = (each: string): string => each.replace('//wiki.corp.test', '//wiki.corp.test.mcas.test');
  const splice = (text: string) => rewriteScript(text, { goal: 'either', url });

  test('scripts in legacy encodings are understood', () => {
    const code = (bytes: readonly number[]): Buffer =>
      Buffer.concat([Buffer.from('var t = "'), Buffer.from(bytes), Buffer.from('"; t = location.href;')]);
    for (const [declared, bytes] of [
      ['shift_jis', [0x95, 0x5c]],
      ['gbk', [0x85, 0x5c]],
      [undefined, [0x95, 0x5c]],
      ['utf-16le', undefined],
      ['utf-16be', undefined],
    ] as const) {
      const source = bytes ? code(bytes) : Buffer.from('\uFEFFvar t = "表" + location.href', 'utf16le');
      if (declared === 'utf-16be') source.swap16();
      const { bytes: out, result } = rewriteTextFile(source, declared, url, splice);
      assert.equal(result, 'rewritten', String(declared));
      if (bytes) assert.ok(out.includes(Buffer.from([0x22, ...bytes, 0x22])), String(declared));
      else assert.match(new TextDecoder(declared).decode(out), /^var t = "表" \+ .+location/);
    }
  });

  test('names of variables may be in any script', () => {
    const source = Buffer.concat([
      Buffer.from('var '),
      Buffer.from([0xd7, 0xe8, 0xf7]),
      Buffer.from(' = location.href'),
    ]);
    assert.equal(rewriteTextFile(source, 'windows-1251', url, splice).result, 'rewritten');
    assert.equal(rewriteTextFile(source, 'utf-8', url, splice).result, 'unparsable');
  });

  test('a replacement character that is the author’s own is no fault of the encoding', () => {
    const text = 'var größe = "\uFFFD", letters = /[一-龥]/u; größe += location.href;';
    for (const declared of ['utf-8', undefined]) {
      const { bytes, result } = rewriteTextFile(Buffer.from(text), declared, url, splice);
      assert.equal(result, 'rewritten');
      assert.equal(String(bytes).replace('__sallyport.', ''), text);
    }
    assert.equal(UTF8_SCRIPT.decode(Buffer.from(text).toString('latin1')), text);
    assert.equal(UTF8_SCRIPT.decode('"\xe4"'), undefined);
  });

  test('a string that ends in half of a backslash does not hide the rest of a style sheet', () => {
    const source = Buffer.concat([
      Buffer.from('a{content:"'),
      Buffer.from([0x95, 0x5c]),
      Buffer.from('";background:url(https://wiki.corp.test/a)} b{c:"d"}'),
    ]);
    const { bytes } = rewriteTextFile(source, 'shift_jis', url, (text) => ({
      splices: cssSplices(text, url),
      status: 'rewritten',
    }));
    assert.ok(bytes.includes('url(https://wiki.corp.test.mcas.test/a)'));
    assert.ok(bytes.includes(Buffer.from([0x22, 0x95, 0x5c, 0x22])));
  });
});
