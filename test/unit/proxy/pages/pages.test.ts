import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type DefaultTreeAdapterMap, parse } from 'parse5';
import type { PostedForm } from '../../../../src/identity/posted-form.ts';
import { ACTIVITY_TYPES } from '../../../../src/model/activity.ts';
import { FAILURES, type FailureCode } from '../../../../src/model/failure.ts';
import { readMessage } from '../../../../src/policy/read-message.ts';
import { renderBlocked } from '../../../../src/proxy/pages/blocked.ts';
import { renderFailure } from '../../../../src/proxy/pages/failure.ts';
import { handoffPages } from '../../../../src/proxy/pages/handoff-pages.ts';
import { renderHeldForm } from '../../../../src/proxy/pages/held-form.ts';

type Element = DefaultTreeAdapterMap['element'];
type Node = DefaultTreeAdapterMap['node'];

interface Reading {
  readonly errors: readonly string[];
  readonly elements: readonly Element[];
  readonly text: string;
}

function read(html: string): Reading {
  const errors: string[] = [];
  const elements: Element[] = [];
  let text = '';
  const walk = (node: Node): void => {
    if ('tagName' in node) elements.push(node);
    if (node.nodeName === '#text' && 'value' in node) text += node.value;
    if ('childNodes' in node && node.nodeName !== 'style' && node.nodeName !== 'script') node.childNodes.forEach(walk);
  };
  walk(parse(html, { onParseError: ({ code }) => errors.push(code), sourceCodeLocationInfo: false }));
  return { errors, elements, text };
}

const attribute = (element: Element, name: string): string | undefined =>
  element.attrs.find((each) => each.name === name)?.value;

const NONCE = 'bm9uY2U';
/** Tries to leave text, attributes, scripts and style sheets. */
const ATTACK = `"'><img src=x onerror=alert(1)></title></script></style><script>alert(1)</script>&lt;\u2028<!--`;

const heldWith = (text: string): PostedForm => ({
  encoding: 'multipart/form-data',
  fields: [
    { name: text, value: text },
    { name: text, value: text, file: { type: text, bytes: Buffer.from(text) } },
  ],
});

/** Every page with every text field set to `text`. */
function pagesWith(text: string): ReadonlyArray<readonly [name: string, html: string]> {
  const fields = { appName: text, exchangeId: text, nonce: NONCE };
  return [
    ...ACTIVITY_TYPES.map((activity): [string, string] => [
      `blocked ${activity}`,
      renderBlocked({ ...fields, activity, fileName: text, message: readMessage(text), policyName: text }),
    ]),
    ...(Object.keys(FAILURES) as FailureCode[]).map((code): [string, string] => [
      `failure ${code}`,
      renderFailure({ ...fields, code, retryUrl: text }),
    ]),
    ['begin', handoffPages.begin({ nonce: NONCE, next: text })],
    [
      'opening',
      handoffPages.opening({ nonce: NONCE, appName: text, joins: [text, text], target: text, fragment: text }),
    ],
    ['leave', handoffPages.leave({ nonce: NONCE, action: text, fields: { [text]: text }, keepsFragment: true })],
    ['sign out', handoffPages.signOut({ nonce: NONCE, userName: text, action: text })],
    ['held form', handoffPages.resend({ nonce: NONCE, appName: text, action: text, form: heldWith(text), next: text })],
    [
      'form that waits for a reason',
      renderHeldForm({
        ...fields,
        why: 'warn',
        action: text,
        form: heldWith(text),
        next: text,
        language: 'en',
        message: readMessage(text),
      }),
    ],
    ['signed in again', handoffPages.again({ nonce: NONCE, appName: text, after: 'sign-in' })],
    ['signed out', handoffPages.signedOut({ nonce: NONCE })],
  ];
}

test('a form that leaves takes the place within the page along to an app alone', () => {
  const sent = { nonce: NONCE, action: 'https://idp.corp.test/slo', fields: { a: '1' } };
  assert.doesNotMatch(handoffPages.leave(sent), /hash/);
  assert.match(handoffPages.leave({ ...sent, keepsFragment: true }), /location\.hash/);
});

describe('every page of the gateway', () => {
  for (const [name, html] of pagesWith('Harbour')) {
    const { errors, elements, text } = read(html);
    test(`${name}: is well formed and can be read by everybody`, () => {
      assert.deepEqual(errors, []);
      const named = (tag: string): Element[] => elements.filter(({ tagName }) => tagName === tag);
      assert.equal(attribute(named('html')[0]!, 'lang'), 'en');
      assert.equal(named('main').length, 1);
      assert.equal(named('h1').length, 1);
      assert.match(text, /Sallyport/);
      assert.ok(named('meta').some((meta) => attribute(meta, 'name') === 'viewport'));
    });
    test(`${name}: needs nothing from elsewhere and runs only what carries the nonce`, () => {
      for (const element of elements) {
        assert.ok(!['link', 'img', 'iframe', 'object', 'base'].includes(element.tagName), element.tagName);
        assert.equal(attribute(element, 'src'), undefined);
        assert.equal(attribute(element, 'style'), undefined);
        if (element.tagName === 'script' || element.tagName === 'style')
          assert.equal(attribute(element, 'nonce'), NONCE);
        for (const { name: field } of element.attrs) assert.doesNotMatch(field, /^on/);
      }
    });
  }

  const plain = new Map(pagesWith('Harbour'));
  for (const [name, html] of pagesWith(ATTACK))
    test(`${name}: no field can add markup`, () => {
      const shape = ({ elements }: Reading): string[] =>
        elements.map(({ tagName, attrs }) => `${tagName} ${attrs.map((each) => each.name)}`);
      assert.deepEqual(shape(read(html)), shape(read(plain.get(name)!)));
    });
});

describe('block page', () => {
  const page = { appName: 'Files', exchangeId: 'abc', nonce: NONCE } as const;

  test('names the file, the policy and the reference, and shows the message', () => {
    const { text } = read(
      renderBlocked({
        ...page,
        activity: 'download',
        fileName: 'Größen & <b>.pdf',
        message: readMessage('Ask Jo.'),
        policyName: 'No saving',
      }),
    );
    assert.match(text, /Download blocked/);
    for (const words of ['Größen & <b>.pdf was not downloaded', 'Ask Jo.', 'No saving', 'Files', 'abc'])
      assert.ok(text.includes(words), words);
  });

  test('has words of its own when the policy has none', () => {
    assert.match(
      read(renderBlocked({ ...page, activity: 'upload' })).text,
      /Nothing was uploaded\.\s+Your organisation/,
    );
  });
});

describe('failure page', () => {
  const button = (html: string): { href: string | undefined; label: string } | undefined => {
    const found = read(html).elements.find((element) => attribute(element, 'class') === 'button');
    const label = found?.childNodes[0];
    return found && { href: attribute(found, 'href'), label: label && 'value' in label ? label.value : '' };
  };
  const page = { exchangeId: 'abc', nonce: NONCE } as const;

  test('offers to try again where that can help', () => {
    assert.deepEqual(button(renderFailure({ ...page, code: 'upstream-timeout' })), { href: '', label: 'Try again' });
  });
  test('offers a new sign-in at the app, never the used answer again', () => {
    const code = 'sign-in-expired';
    assert.deepEqual(button(renderFailure({ ...page, code, appName: 'Files' })), { href: '/', label: 'Sign in again' });
    assert.equal(button(renderFailure({ ...page, code })), undefined);
    assert.deepEqual(button(renderFailure({ ...page, code, retryUrl: 'https://a.test/' })), {
      href: 'https://a.test/',
      label: 'Sign in again',
    });
  });
  test('offers nothing where nothing would change', () => {
    assert.equal(button(renderFailure({ ...page, code: 'unknown-host' })), undefined);
  });
  test('says what the closed list says', () => {
    for (const [code, { title, text }] of Object.entries(FAILURES)) {
      const shown = read(renderFailure({ ...page, code: code as FailureCode })).text;
      assert.ok(shown.includes(title) && shown.includes(text) && shown.includes('abc'), code);
    }
  });
});

describe('pages of the handoff', () => {
  const scriptOf = (html: string): string => /<script nonce="[^"]*">([\s\S]*)<\/script>/.exec(html)?.[1] ?? '';
  /** Runs a page's script with a location of our own; what it does is in `went` and `loaded`, what it shows in `elements`. */
  function run(html: string, hash: string) {
    const went: string[] = [];
    const loaded: string[] = [];
    const pictures: { onload?: () => void }[] = [];
    const timers: { then: () => void; after: number }[] = [];
    const elements = new Map<string, { hidden: boolean; onclick?: () => void }>();
    for (const [element, id = ''] of html.matchAll(/<\w+ [^>]*?\bid="(\w+)"[^>]*>/g))
      elements.set(id, { hidden: element.includes(' hidden') });
    class Picture {
      onload?: () => void;
      set src(url: string) {
        loaded.push(url);
        pictures.push(this);
      }
    }
    const location = { hash, replace: (url: string) => void went.push(url) };
    const document = { getElementById: (id: string) => elements.get(id) };
    new Function('location', 'document', 'Image', 'setTimeout', scriptOf(html))(
      location,
      document,
      Picture,
      (then: () => void, after: number) => void timers.push({ then, after }),
    );
    timers.sort((one, other) => one.after - other.after);
    return {
      went,
      loaded,
      elements,
      finish: () => pictures.forEach((picture) => void picture.onload?.()),
      /** Lets the next timer run; says after how many milliseconds that is. */
      wait: (): number | undefined => {
        const next = timers.shift();
        next?.then();
        return next?.after;
      },
    };
  }

  test('the first one carries the fragment on, whatever is in it', () => {
    const next = '/.well-known/sallyport/begin?flow=</script>&x="';
    const { went } = run(handoffPages.begin({ nonce: NONCE, next }), '#a=1&b=ü"');
    assert.deepEqual(went, [`${next}&fragment=${encodeURIComponent('#a=1&b=ü"')}`]);
  });
  test('the second one goes on when every sibling has answered, once', () => {
    const page = handoffPages.opening({
      nonce: NONCE,
      appName: 'Files',
      joins: ['https://a/', 'https://b/'],
      target: '/docs',
      fragment: '#s',
    });
    const { went, loaded, finish, wait } = run(page, '');
    assert.deepEqual(loaded, ['https://a/', 'https://b/']);
    assert.deepEqual(went, []);
    finish();
    while (wait() !== undefined);
    assert.deepEqual(went, ['/docs#s']);
  });
  test('a sibling that never answers does not hold it up for ever', () => {
    const page = handoffPages.opening({
      nonce: NONCE,
      appName: 'Files',
      joins: ['https://a/'],
      target: '/',
      fragment: '',
    });
    const { went, wait } = run(page, '#kept');
    while (went.length === 0 && wait() !== undefined);
    assert.deepEqual(went, ['/#kept']);
  });
  test('where siblings are slow it waits for them, and offers to go on without', () => {
    const page = handoffPages.opening({
      nonce: NONCE,
      appName: 'Files',
      joins: ['https://a/'],
      target: '/',
      fragment: '',
    });
    const { went, wait, elements, finish } = run(page, '');
    assert.equal(elements.get('late')?.hidden, true);
    assert.ok((wait() ?? 0) < 10_000);
    assert.equal(elements.get('late')?.hidden, false);
    assert.deepEqual(went, [], 'a host that is not entered yet is not left behind');
    finish();
    assert.deepEqual(went, ['/']);
    const { went: chosen, elements: offered } = run(page, '#kept');
    offered.get('go')?.onclick?.();
    assert.deepEqual(chosen, ['/#kept']);
  });
});
