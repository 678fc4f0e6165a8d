import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countIn, detector, inspectBytes } from './inspect-bytes.ts';

/** Kind -> what it must find (once each) and what it must leave. Numbers are published samples, or numbers with a check broken. */
const CASES: Readonly<Record<string, { readonly finds: readonly string[]; readonly leaves: readonly string[] }>> = {
  'payment-card': {
    finds: [
      '4111111111111111',
      'card 4111 1111 1111 1111.',
      '4111-1111-1111-1111',
      '4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1',
      '5555555555554444',
      '2223003122003222',
      '378282246310005',
      '3782 822463 10005',
      '30569309025904',
      '6011111111111117',
      '3530111333300000',
      '6200000000000005',
      '4222222222222',
      'no 12 4111 1111 1111 1111 05/27',
      '\uff14\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11',
      '4111\u200b1111\u00ad1111\u200d1111',
      '4111\u00a01111\u20111111\u00a01111'.replace('\u2011', '\u00a0'),
      '٤١١١ ١١١١ ١١١١ ١١١١',
      '\u{1d7d2}\u{1d7cf}\u{1d7cf}\u{1d7cf}1111\u{1d7d9}11111\u{1d7ed}1',
    ],
    leaves: [
      '4111111111111112',
      '41111111111111111',
      'a4111111111111111',
      '4111111111111111b',
      '1111111111111117',
      '0000000000000000',
      '4111-1111 1111-1111',
      '4111  1111 1111 1111',
      '9111111111111111',
    ],
  },
  iban: {
    finds: [
      'DE89 3704 0044 0532 0130 00',
      'GB29NWBK60161331926819',
      'FR14 2004 1010 0505 0001 3M02 606',
      'de89370400440532013000',
      'NO93 8601 1117 947',
    ],
    leaves: [
      'DE89 3704 0044 0532 0130 01',
      'XX89370400440532013000',
      'DE8937040044053201300',
      'ADE89370400440532013000',
      'DE893704004405320130001',
    ],
  },
  'us-ssn': {
    finds: ['536-90-4399', 'it is 536 90 4399, he said', '536.90.4399'],
    leaves: [
      '000-12-3456',
      '666-12-3456',
      '900-12-3456',
      '536-00-4399',
      '536-90-0000',
      '078-05-1120',
      '536-90-43999',
      '536-90-4399-1',
      '536-90 4399',
      '536904399',
    ],
  },
  'us-ssn-plain': {
    finds: [
      'SSN: 536904399',
      'his social security number is 536904399',
      'social_security_number: 536904399',
      '"SocialSecurityNumber":"536904399"',
    ],
    leaves: ['order 536904399', 'ssn 000123456'],
  },
  'de-tax-id': {
    finds: ['86095742719', '86 095 742 719', '47036892816'],
    leaves: ['86095742718', '06095742719', '12345678901'],
  },
  'fr-nir': {
    finds: ['2 55 08 14 168 025 38', '255081416802538', '1 85 05 2A 004 123 56'],
    leaves: ['255081416802539', '955081416802538', '1 85 05 2B 004 123 56'],
  },
  'es-dni': {
    finds: [
      '12345678Z',
      '12345678-Z',
      'X1234567L',
      'x-1234567-l',
      '12.345.678-Z',
      '12.345.678 Z',
      'X-1.234.567-L',
      'X1.234.567L',
    ],
    leaves: [
      '12345678A',
      'X1234567M',
      '112345678Z',
      '12345678ZZ',
      '12.345.678-A',
      '12.345.678 z',
      '12.345-678-Z',
      'X1.234.567M',
      '112.345.678-Z',
    ],
  },
  'it-codice-fiscale': {
    finds: ['RSSMRA85T10A562S', 'rssmra85t10a562s', 'RSS MRA 85T10 A562S', 'RSS-MRA-85T10-A562S'],
    leaves: [
      'RSSMRA85T10A562T',
      'RSSMRA85T10A562',
      'XRSSMRA85T10A562S',
      'RSS MRA 85T10 A562T',
      'RSS MRA-85T10 A562S',
      'XRSS MRA 85T10 A562S',
    ],
  },
  'uk-nino': {
    finds: ['AB123456C', 'AB 12 34 56 C', 'ab123456d'],
    leaves: ['GB123456C', 'DA123456C', 'AO123456C', 'AB123456E', 'AB1234567C', 'XAB123456C'],
  },
  'nl-bsn': {
    finds: ['BSN 111222333', 'burgerservicenummer: 1234.56.782'],
    leaves: ['BSN 111222334', 'order 111222333', 'BSN 000000000'],
  },
  'be-national-number': {
    finds: [
      '85.07.30-033.28',
      '85073003328',
      '17.07.30-033.84',
      '85.07.30 033.28',
      '85 07 30 033 28',
      '850730-033-28',
      '850730-03328',
    ],
    leaves: ['85.07.30-033.29', '85.13.30-033.28', '85 07 30 033 29', '850730-033-29', '8507.30-033.28'],
  },
  'pl-pesel': { finds: ['44051401359', '02070803628'], leaves: ['44051401358', '44151401359', '44053201359'] },
  'se-personnummer': {
    finds: ['811218-9876', '19811218-9876', '198112189876', '811218+9876', '18811218+9876'],
    leaves: ['811218-9875', '811218+9875', '811218+98761', 'a811218+9876', '811218+987', '811318-9876', '8112189876'],
  },
  'br-cpf': {
    finds: ['529.982.247-25', '52998224725', '111.444.777-35', '529982247-25'],
    leaves: ['529.982.247-24', '529982247-24', '529982247.25', '111.111.111-11', '529-982-247-25'],
  },
  'in-aadhaar': {
    finds: ['2341 2341 2346', '234123412346'],
    leaves: ['2341 2341 2347', '1341 2341 2346', '2222 2222 2222'],
  },
  'ca-sin': {
    finds: ['SIN: 130 692 544', 'social insurance number 130692544'],
    leaves: ['SIN: 130 692 545', 'tel 130 692 544', 'sin 046 454 286'],
  },
  'au-tfn': { finds: ['TFN 123 456 782', 'tax file number 123456782'], leaves: ['TFN 123 456 789', 'no 123456782'] },
  'nhs-number': { finds: ['NHS number 943 476 5919'], leaves: ['NHS number 943 476 5918', 'tel 943 476 5919'] },
  npi: { finds: ['NPI 1234567893'], leaves: ['NPI 1234567894', 'tel 1234567893'] },
  'medicare-id': {
    finds: ['1EG4-TE5-MK73', '1EG4TE5MK73', '1EG4 TE5 MK73'],
    leaves: ['1SG4-TE5-MK73', '0EG4-TE5-MK73', '1EG4-TE5-MK731'],
  },
  'email-address': {
    finds: [
      'jane.doe@example.com',
      '<jane+x@mail.example.co.uk>',
      'mail to:jane@example.museum.',
      'j@xn--bcher-kva.xn--p1ai',
      "o'neil@example.org",
      'jürgen@bücher.example',
    ],
    leaves: [
      'jane@localhost',
      '@example.com',
      'jane.@example.com',
      'a..b@example.com',
      'jane@example.c',
      'jane@-example.com',
      'x@1.2',
      'a@b@c',
    ],
  },
  'phone-number': {
    finds: [
      '+49 89 1234567',
      '+1 (212) 555-0123',
      '+442071838750',
      '(212) 555-0123',
      '212-555-0123',
      '212.555.0123',
      '+33 1 42 68 53 00',
    ],
    leaves: [
      '2125550123',
      '112-555-0123',
      '212-155-0123',
      '+0 123 456 789',
      '+49 12',
      '212-555.0123',
      '1+49891234567',
      '212-555-01234',
    ],
  },
  secrets: {
    finds: [
      `key ${'AKIA'}IOSFODNN7EXAMPLE`,
      'postgres://app:s3cr3t!@db.example/main',
      'https://:token-123@example.com/',
      'PuTTY-User-Key-File-3: ssh-ed25519',
      `${'sk-'}${'a1B2'.repeat(12)}`,
      `https://${'hooks.slack.com'}/services/T00000000/B00000000/${'Xy12'.repeat(6)}`,
      `${'ghp_'}${'a1B2'.repeat(9)}`,
      `${'sk_live_'}${'a1B2'.repeat(6)}`,
      `-----BEGIN ${'RSA PRIVATE KEY'}-----`,
      `-----BEGIN ${'PRIVATE KEY'}-----`,
      `${Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url')}.${Buffer.from('{"sub":"1234567890"}').toString('base64url')}.${'x'.repeat(43)}`,
    ],
    leaves: [
      'AKIA',
      'https://example.com/@name',
      'https://example.com:8443/a@b',
      'https://user@example.com/',
      'postgres://user:password@host/db',
      `postgres://user:$${'{PASSWORD}'}@host/db`,
      'AKIAIOSFODNN7EXAMPLE1',
      'xAKIAIOSFODNN7EXAMPLE',
      'ghp_short',
      '-----BEGIN PUBLIC KEY-----',
      `eyJ${'abc'.repeat(30)}.x`,
    ],
  },
  passwords: {
    finds: [
      'password: hunter2!',
      'Passwort = Geheim123',
      'db_password="s3cr3t-x"',
      'the pwd is Tr0ub4dor',
      '"api_key": "abcDEF123"',
      'mot de passe : Azerty99',
      'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      '"clientSecret":"a1B2c3D4"',
    ],
    leaves: [
      'password: required',
      'password reset',
      'forgot your password?',
      'password: ********',
      `password = $${'{PASSWORD}'}`,
      'compassword: hunter2!',
    ],
  },
  'birth-date': {
    finds: [
      'born 12/05/1984',
      'Date of birth: 1984-05-12',
      'DOB 5.31.1984',
      'DOB: 5/31/84',
      'geboren am 12.05.1984',
      'geboren am 1.5.84',
      '"dateOfBirth":"1984-05-12T00:00:00Z"',
      'date_of_birth=1984-5-2',
      'born 12 May 1984',
      'born on the 2nd of May, 1984',
      'DOB: May 12, 1984',
      'DOB 12-MAY-1984',
      'geboren am 12. März 1984',
      'né le 1er août 1984',
      'nacido el 12 de mayo de 1984',
      'data urodzenia: 12 września 1984',
    ],
    leaves: [
      '12/05/1984',
      'born 31/02/1984',
      'born 12/05/1784',
      'born 12/05-1984',
      'born 1984-05-12T',
      'born 32 May 1984',
      'born 12 May 1784',
      'born 12 people 1984',
      'May 12, 1984',
      'born with May 12, 19845',
    ],
  },
};

for (const [kind, { finds, leaves }] of Object.entries(CASES)) {
  for (const text of finds) {
    test(`${kind} finds ${JSON.stringify(text)}`, async () => {
      assert.deepEqual(await countIn(text, { detectors: [detector(kind)] }), { [kind]: 1 });
      assert.deepEqual(
        await countIn(`ab, ${text}, cd`, { detectors: [detector(kind)] }),
        { [kind]: 1 },
        'in a sentence',
      );
    });
  }
  for (const text of leaves) {
    test(`${kind} leaves ${JSON.stringify(text)}`, async () => {
      assert.deepEqual(await countIn(text, { detectors: [detector(kind)] }), {});
    });
  }
}

test('samples are masked; the last four only where asked', async () => {
  const text = 'Visa 4111 1111 1111 1111, mail jane@example.com';
  const [card, mail] = (await inspectBytes(text, { detectors: [detector('payment-card'), detector('email-address')] }))
    .matches;
  assert.deepEqual(card?.samples, ['#### #### #### ####']);
  assert.deepEqual(mail?.samples, ['XXXX@XXXXXXX.XXX']);
  const shown = await inspectBytes(text, { detectors: [detector('payment-card', { showLastFour: true })] });
  assert.deepEqual(shown.matches[0]?.samples, ['#### #### #### 1111']);
});

test('threshold, distinct values and exclusions', async () => {
  const text = '4111111111111111 4111-1111-1111-1111 5555555555554444';
  const count = async (more: object) =>
    (await inspectBytes(text, { detectors: [detector('payment-card', more)] })).matches[0];
  assert.equal((await count({ threshold: 4 }))?.reached, false);
  assert.equal((await count({ threshold: 3 }))?.reached, true);
  assert.equal((await count({ distinct: true }))?.count, 2);
  assert.equal((await count({ exclude: ['4111.*'] }))?.count, 1);
});

test('words near: before, behind, within the distance only', async () => {
  const near = { near: { words: ['salary'], within: 20 } };
  const detectors = [detector('payment-card', near)];
  for (const text of ['salary 4111111111111111', '4111111111111111 is his Salary', 'SALARY: 5555555555554444'])
    assert.deepEqual(await countIn(text, { detectors }), { 'payment-card': 1 }, text);
  for (const text of [
    '4111111111111111',
    `salary${' '.repeat(40)}4111111111111111`,
    `4111111111111111${'.'.repeat(21)}salary`,
    'salaryman 4111111111111111',
  ])
    assert.deepEqual(await countIn(text, { detectors }), {}, text);
});

test('keywords: any case, whole words, phrases; partial where asked', async () => {
  const given = (more: object = {}) => ({
    detectors: [detector('keywords', { words: ['project falcon', 'geheim', 'Übung'], ...more })],
  });
  assert.deepEqual(await countIn('Project FALCON is GEHEIM, ÜBUNG.', given()), { keywords: 3 });
  assert.deepEqual(await countIn('geheimnis falcon projects', given()), {});
  assert.deepEqual(await countIn('geheimnis', given({ partial: true })), { keywords: 1 });
});

test('expressions in RE2 syntax, from and over the edges of windows', async () => {
  const given = { detectors: [detector('expression', { pattern: '\\bEMP-[0-9]{6}\\b' })] };
  assert.deepEqual(await countIn('EMP-123456 XEMP-123456 EMP-1234567 (EMP-654321)', given), { expression: 2 });
  for (const at of [60_000, 63_480, 63_487, 63_488, 63_489, 65_530, 65_536])
    assert.deepEqual(
      await countIn(`${'x '.repeat(at / 2)}${at % 2 === 1 ? ' ' : ''}EMP-123456 y`, given),
      { expression: 1 },
      String(at),
    );
});

test('specs that make no sense are refused in words', async () => {
  const refuse = (spec: object, words: RegExp) =>
    assert.rejects(countIn('', { detectors: [detector('x', spec)] }), words);
  await Promise.all([
    refuse({}, /no detector x/),
    refuse({ kind: 'expression', pattern: '(' }, /not an RE2 expression/),
    refuse({ kind: 'expression', pattern: 'a*' }, /fits where there is nothing/),
    refuse({ kind: 'expression', pattern: '(a)\\1' }, /not an RE2 expression/),
    refuse({ kind: 'keywords', words: [] }, /needs words/),
    refuse({ kind: 'iban', threshold: 0 }, /threshold/),
    refuse({ kind: 'iban', near: { words: ['x'], within: 5000 } }, /within/),
  ]);
});
