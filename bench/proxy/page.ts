import { ORIGIN_HOST } from './setting.ts';

/** Bytes. */
const SIZE = 20 * 1024;

/** A page of 20 KB: a head, navigation, inline script and style, then articles; every fifth URL is absolute. */
export function page(): Buffer {
  const base = `https://${ORIGIN_HOST}`;
  const head = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Bench</title>
<link rel="stylesheet" href="${base}/style.css"><link rel="icon" href="/icon.svg">
<style>.hero { background: url(${base}/hero.jpg) } .note { margin: 1em }</style>
<script>if (location.hash === '#debug') console.log(document.title, location.href);</script>
<script src="/app.js" defer></script></head><body><nav>${'<a href="/section">Section</a>'.repeat(12)}</nav><main>
`;
  const tail = '</main></body></html>\n';
  let body = '';
  for (let at = 0; head.length + body.length + tail.length < SIZE; at++) {
    const link = at % 5 === 0 ? `${base}/article/${at}` : `/article/${at}`;
    body += `<article class="card" id="a${at}"><h2><a href="${link}">Article number ${at}</a></h2><img src="/thumb/${at}.png" alt="" width="64" height="64"><p>The quick brown fox jumps over the lazy dog, and what it meets there is &amp; remains a dog.</p></article>\n`;
  }
  return Buffer.from(head + body + tail);
}
