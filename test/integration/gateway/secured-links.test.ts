import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const LINKS = `<!doctype html><title>t</title><a href="http://wiki.corp.test/x?a#b">1</a><a href="http://static.corp.test">2</a><form action="http://wiki.corp.test/f"></form><img src="http://elsewhere.test/p"><a href="http://elsewhere.test/">3</a><a href="http://mail.partner.test:8080/">4</a>`;

let gateway: TestGateway;
before(async () => {
  gateway = await startTestGateway({
    handler: (request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(LINKS + request.url),
  });
});
after(() => gateway?.close());

test('a page links inside where it names http on a host with https alone', async () => {
  const browser = gateway.client();
  const home = gateway.suffix('wiki.corp.test');
  const page = await browser.signIn(await browser.navigate(`${home}/`), 'alice', 'a');
  const text = page.body.toString();
  const other = gateway.suffix('static.corp.test');
  for (const part of [
    `<a href="${home}/sallyport-as=http/x?a#b">1</a>`,
    `<a href="${other}/sallyport-as=http.bare/">2</a>`,
    `<form action="${home}/sallyport-as=http/f">`,
    '<img src="http://elsewhere.test/p"><a href="http://elsewhere.test/">3</a><a href="http://mail.partner.test:8080/">4</a>',
  ])
    assert.ok(text.includes(part), `${part} in ${text}`);
  const there = await browser.navigate(`${home}/sallyport-as=http/x?a`);
  assert.equal(there.url, `${home}/x?a`);
  assert.ok(there.body.toString().endsWith('/x?a'));
});

test('what leads on leads nowhere but to its own host, keeps the method and tells nobody whether there is a session', async () => {
  const stranger = gateway.client();
  const home = gateway.suffix('wiki.corp.test');
  for (const [path, leads] of [
    ['/sallyport-as=http//evil.test/', '//evil.test/'],
    ['/sallyport-as=http/\\evil.test/', '//evil.test/'],
    ['/sallyport-as=http.bare/', '/'],
    ['/sallyport-as=http.bare/?next=https://evil.test/', '/?next=https://evil.test/'],
    ['/sallyport-as=http/sallyport-as=http//evil.test/', '//evil.test/'],
    ['/x?sallyport-as=http', '/x'],
  ] as const) {
    const seen = gateway.origin.seen.length;
    const answer = await stranger.send(home + path, { method: 'POST' });
    assert.equal(answer.status, 307, path);
    assert.equal(answer.headers.location, home + leads);
    assert.equal(answer.headers['set-cookie'], undefined);
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(gateway.origin.seen.length, seen);
  }
});
