import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Answer, BrowserClient } from '../../support/browser-client.ts';
import { signOut } from '../../support/sign-out.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { tinyFont } from '../../support/tiny-font.ts';

const ANY = { 'access-control-allow-origin': '*' };
const SHEET =
  '@font-face{font-family:f;src:url(https://static.corp.test/f.ttf)}p{mask:url(https://static.corp.test/m.svg)}';
const IMPORTING = '@import "i.css";@import "https://wiki.corp.test/own.css";p{background:url(b.png)}';
const IMPORTED = '@import "j.css";@font-face{font-family:i;src:url(i.ttf)}';
const MODULE = "import 'https://static.corp.test/n.js'; import '/o.js'; import './p.js'; 'secret'";
/** Longer than the longest session. */
const HOUR = 3_600_000;

/** What a browser says of a request to a sibling host. */
function asking(origin: string, destination: string): Record<string, string> {
  return {
    origin,
    'sec-fetch-mode': 'cors',
    'sec-fetch-site': 'same-site',
    'sec-fetch-dest': destination,
    'user-agent': 'test',
  };
}

describe('requests without credentials between the hosts of an app', () => {
  let gateway: TestGateway;
  let wiki = '';
  let cdn = '';
  let mail = '';
  let alice: BrowserClient;
  let clock = 0;
  /** What the app got, newest last. */
  const got: { path: string; headers: IncomingHttpHeaders }[] = [];

  before(async () => {
    const start = Date.now();
    gateway = await startTestGateway({
      now: () => start + clock,
      handler: (request, response) => {
        got.push({ path: request.url ?? '', headers: request.headers });
        const path = request.url?.split('?')[0];
        const type = {
          '/f.ttf': 'font/ttf',
          '/m.svg': 'image/svg+xml',
          '/s.css': 'text/css',
          '/importing.css': 'text/css',
          '/i.css': 'text/css',
          '/m.js': 'text/javascript',
          '/d.json': 'application/json',
        }[path ?? ''];
        if (path === '/named.ttf')
          response.writeHead(200, { ...ANY, 'content-type': 'application/octet-stream' }).end('no');
        else
          response
            .writeHead(200, {
              ...ANY,
              'content-type': type ?? 'text/html',
              'set-cookie': ['sid=secret; HttpOnly; Path=/; Domain=corp.test'],
            })
            .end(
              path === '/s.css'
                ? SHEET
                : path === '/importing.css'
                  ? IMPORTING
                  : path === '/i.css'
                    ? IMPORTED
                    : path === '/m.js'
                      ? MODULE
                      : path === '/f.ttf'
                        ? tinyFont()
                        : '<!doctype html><p>secret</p>',
            );
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
    cdn = gateway.suffix('static.corp.test');
    mail = gateway.suffix('mail.partner.test');
    alice = await gateway.signedIn('alice');
    await alice.navigate(`${cdn}/`);
  });
  after(() => gateway.close());
  beforeEach(() => got.splice(0));

  /** The URL of a font or a mask as alice's style sheet holds it. */
  async function grantUrl(path: string, user = alice): Promise<string> {
    const sheet = await user.send(`${wiki}/s.css`, {
      headers: {
        'sec-fetch-mode': 'no-cors',
        'sec-fetch-dest': 'style',
        'sec-fetch-site': 'same-origin',
        'user-agent': 'test',
      },
    });
    assert.equal(sheet.status, 200);
    const url = [...sheet.body.toString().matchAll(/url\(([^)]*)\)/g)]
      .map(([, each]) => each!)
      .find((each) => each.includes(path));
    assert.ok(url, sheet.body.toString());
    assert.match(url, /sallyport-as=/);
    got.splice(0);
    return url;
  }
  const stranger = (url: string, headers: Record<string, string>, method = 'GET'): Promise<Answer> =>
    gateway.client().send(url, { headers, method });
  function refused(answer: Answer): void {
    const leadsToSignIn =
      (answer.status === 302 || answer.status === 303) &&
      /^https:\/\/login\.mcas\.localhost/.test(answer.headers.location ?? '');
    assert.ok(leadsToSignIn || answer.status === 401 || answer.status === 403, String(answer.status));
    assert.doesNotMatch(answer.body.toString('latin1'), /secret/);
    assert.deepEqual(
      got.map(({ path }) => path),
      [],
      'the app is not asked',
    );
  }

  test('a grant gets the font without any cookie, and the app is asked without the grant and without cookies', async () => {
    const answer = await stranger(await grantUrl('/f.ttf'), asking(wiki, 'font'));
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, Buffer.from(tinyFont()));
    assert.equal(answer.headers['set-cookie'], undefined);
    assert.equal(answer.headers['access-control-allow-origin'], wiki);
    assert.equal(got[0]?.path, '/f.ttf');
    assert.equal(got[0]?.headers.cookie, undefined);
    assert.equal(got[0]?.headers.origin, 'https://wiki.corp.test');
  });

  test('a marked request of a signed-in page brings the app no cookies and keeps none', async () => {
    const headers = asking(wiki, 'empty');
    const answer = await alice.send(`${cdn}/data?sallyport-as=omit`, { headers });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['access-control-allow-origin'], wiki);
    assert.equal(got[0]?.path, '/data');
    assert.equal(got[0]?.headers.cookie, undefined);
    const image = await alice.send(`${cdn}/data`, { headers: asking(wiki, 'image') });
    assert.equal(image.status, 200);
    assert.equal(got[1]?.headers.cookie, undefined);
  });

  test('a style sheet that one of a sibling imports has grants, also where it counts as asked for by that one', async () => {
    const sheet = async (url: string, site: string): Promise<string> => {
      const headers = { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'style', 'sec-fetch-site': site };
      const answer = await alice.send(url, { headers });
      assert.equal(answer.status, 200);
      return answer.body.toString();
    };
    const outer = await sheet(`${cdn}/importing.css`, 'same-site');
    const [, imported] = /@import "(i\.css[^"]*)"/.exec(outer) ?? [];
    assert.equal(imported, 'i.css?sallyport-as=sibling');
    assert.match(outer, /own\.css\?sallyport-as=sibling"/);
    assert.match(outer, /url\(b\.png\)/);
    // Firefox takes the sheet that imports for the one that asks.
    const inner = await sheet(`${cdn}/${imported}`, 'same-origin');
    assert.match(inner, /url\(i\.ttf\?sallyport-as=font\./);
    assert.match(inner, /@import "j\.css\?sallyport-as=sibling"/);
    assert.equal(got.at(-1)?.path, '/i.css');
    // What the page's own host imports stays as it is.
    assert.equal(await sheet(`${cdn}/i.css`, 'same-origin'), IMPORTED);
    got.splice(0);
    refused(await stranger(`${cdn}/${imported}`, asking(wiki, 'style')));
    refused(await stranger(`${cdn}/f.ttf?sallyport-as=sibling`, asking(wiki, 'font')));
  });

  test('a grant of one app opens no other app', async () => {
    const mark = new URL(await grantUrl('/f.ttf')).search;
    for (const origin of [wiki, mail]) refused(await stranger(`${mail}/f.ttf${mark}`, asking(origin, 'font')));
  });

  test('a grant is of no use to a page of another app or another site', async () => {
    const url = await grantUrl('/f.ttf');
    for (const origin of [mail, 'https://evil.example', 'null', 'https://wiki.corp.test', `${wiki}.evil.example`])
      refused(await stranger(url, asking(origin, 'font')));
    const { origin: _none, ...without } = asking(wiki, 'font');
    refused(await stranger(url, without));
  });

  test('a grant is for its destination, to read, and for nothing of the gateway', async () => {
    const font = await grantUrl('/f.ttf');
    for (const destination of ['image', 'empty', 'script', 'style', 'document', 'iframe'])
      refused(await stranger(font, asking(wiki, destination)));
    refused(await stranger(font, { ...asking(wiki, 'font'), 'sec-fetch-mode': 'no-cors' }));
    for (const method of ['POST', 'PUT', 'DELETE']) refused(await stranger(font, asking(wiki, 'font'), method));
    refused(await stranger(await grantUrl('/m.svg'), asking(wiki, 'font')));
    const { search } = new URL(font);
    for (const path of ['report', 'sign-out', 'join'])
      refused(
        await stranger(`${cdn}/.well-known/sallyport/${path}${search}`, { ...asking(wiki, 'font'), accept: '*/*' }),
      );
  });

  test('a grant gives out fonts and nothing that only says it is one', async () => {
    const { search } = new URL(await grantUrl('/f.ttf'));
    for (const path of ['/', '/named.ttf']) {
      const answer = await stranger(`${cdn}${path}${search}`, asking(wiki, 'font'));
      assert.equal(answer.status, 401, path);
      assert.doesNotMatch(answer.body.toString(), /secret|^no$/);
    }
  });

  /** The URL of a module of the sibling as a module of alice's page names it. */
  async function moduleUrl(user = alice): Promise<string> {
    const headers = { ...asking(wiki, 'script'), 'sec-fetch-site': 'same-origin' };
    const module = await user.send(`${wiki}/m.js`, { headers });
    assert.equal(module.status, 200);
    assert.match(module.headers['cache-control'] ?? '', /private/);
    const url = /import '(https:[^']*)'/.exec(module.body.toString())?.[1];
    assert.match(url ?? '', /\/sallyport-as=module\.[^/]*\/n\.js$/);
    got.splice(0);
    return url!.replace('n.js', 'm.js');
  }

  test('a module is had by its grant without any cookie, and what it names from the root on has the grant too', async () => {
    const url = await moduleUrl();
    const answer = await stranger(url, asking(wiki, 'script'));
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['set-cookie'], undefined);
    assert.equal(answer.headers['access-control-allow-origin'], wiki);
    const grant = /sallyport-as=[^/]*/.exec(url)![0];
    assert.equal(
      answer.body.toString(),
      `import '${cdn}/${grant}/n.js'; import '/${grant}/o.js'; import './p.js'; 'secret'`,
    );
    assert.deepEqual(
      got.map(({ path, headers }) => [path, headers.cookie]),
      [['/m.js', undefined]],
    );
    const json = await stranger(url.replace('m.js', 'd.json'), asking(wiki, 'json'));
    assert.equal(json.status, 200);
    assert.doesNotMatch(JSON.stringify(got.map(({ headers }) => headers)), /sallyport/);
  });

  test('the grant of a module gives out no page, no data, nothing of the gateway and nothing to another app', async () => {
    const url = await moduleUrl();
    for (const origin of [mail, 'https://evil.example', 'null', `${wiki}.evil.example`])
      refused(await stranger(url, asking(origin, 'script')));
    const { origin: _none, ...without } = asking(wiki, 'script');
    refused(await stranger(url, without));
    for (const destination of ['empty', 'document', 'iframe', 'font', 'image', 'object'])
      refused(await stranger(url, asking(wiki, destination)));
    refused(await stranger(url, { ...asking(wiki, 'script'), 'sec-fetch-mode': 'no-cors' }));
    for (const method of ['POST', 'PUT', 'DELETE']) refused(await stranger(url, asking(wiki, 'script'), method));
    refused(await stranger(url.replace(cdn, mail), asking(mail, 'script')));
    for (const path of ['report', 'sign-out', 'join'])
      refused(
        await stranger(url.replace('m.js', `.well-known/sallyport/${path}`), {
          ...asking(wiki, 'script'),
          accept: '*/*',
        }),
      );
    refused(
      await stranger(
        url.replace(/.(?=\/m\.js)/, (last) => (last === 'A' ? 'Q' : 'A')),
        asking(wiki, 'script'),
      ),
    );
    for (const [path, destination] of [
      ['/', 'script'],
      ['/f.ttf', 'style'],
      ['/m.svg', 'script'],
      ['/', 'json'],
    ] as const) {
      const answer = await stranger(url.replace('/m.js', path), asking(wiki, destination));
      assert.equal(answer.status, 401, `${path} as ${destination}`);
      assert.doesNotMatch(answer.body.toString(), /secret/);
    }
  });

  test('the grant of a module ends with the session', async () => {
    const bob = await gateway.signedIn('bob');
    const url = await moduleUrl(bob);
    assert.equal((await stranger(url, asking(wiki, 'script'))).status, 200);
    await signOut(bob, wiki);
    got.splice(0);
    refused(await stranger(url, asking(wiki, 'script')));
  });

  test('a grant that somebody changed is none', async () => {
    const url = await grantUrl('/f.ttf');
    const image = new URL(await grantUrl('/m.svg')).search.split('.');
    const parts = new URL(url).search.split('.');
    const changed = [
      [...parts.slice(0, 3), image[3]],
      [parts[0], 'zzzz', ...parts.slice(2)],
      [...parts.slice(0, 3), `${parts[3]!.slice(0, -2)}AA`],
      parts.slice(0, 3),
    ];
    for (const each of changed) refused(await stranger(`${cdn}/f.ttf${each.join('.')}`, asking(wiki, 'font')));
  });

  test('the mark of an anonymous request opens nothing without a session, and no other app with one', async () => {
    for (const mode of ['omit', 'same-origin', 'include'])
      for (const origin of [wiki, mail, 'https://evil.example'])
        refused(await stranger(`${cdn}/data?sallyport-as=${mode}`, asking(origin, 'empty')));
    for (const mode of ['omit', 'same-origin']) {
      const answer = await alice.send(`${cdn}/data?sallyport-as=${mode}`, { headers: asking(mail, 'empty') });
      const allowed = answer.headers['access-control-allow-origin'];
      assert.ok(allowed === undefined || allowed === '*', 'a browser keeps it from a page that asks with credentials');
      assert.equal(answer.headers['access-control-allow-credentials'], undefined);
      assert.equal(got.at(-1)?.headers.cookie, undefined);
    }
  });

  test('a preflight is granted to the app’s own hosts alone', async () => {
    const ask = (origin: string): Promise<Answer> =>
      stranger(
        `${cdn}/data?sallyport-as=omit`,
        { origin, 'access-control-request-method': 'PUT', 'sec-fetch-mode': 'cors' },
        'OPTIONS',
      );
    assert.equal((await ask(wiki)).status, 204);
    for (const origin of [mail, 'https://evil.example', 'null']) refused(await ask(origin));
  });

  test('a style sheet with grants is for its user alone, and another user’s copy is not confirmed', async () => {
    const bob = await gateway.signedIn('bob');
    const headers = { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'style', 'sec-fetch-site': 'same-origin' };
    const [hers, his] = [await alice.send(`${wiki}/s.css`, { headers }), await bob.send(`${wiki}/s.css`, { headers })];
    assert.notDeepEqual(hers.body, his.body);
    assert.match(hers.headers['cache-control'] ?? '', /private|no-store/);
    assert.match(hers.headers.vary ?? '', /sec-fetch-site/);
  });

  test('a grant ends with the session: at its limit, and when the user signs out', async () => {
    const carol = await gateway.signedIn('carol');
    const url = await grantUrl('/f.ttf', carol);
    assert.equal((await stranger(url, asking(wiki, 'font'))).status, 200);
    await signOut(carol, wiki);
    got.splice(0);
    refused(await stranger(url, asking(wiki, 'font')));

    const hers = await grantUrl('/f.ttf');
    clock += HOUR;
    refused(await stranger(hers, asking(wiki, 'font')));
  });
});
