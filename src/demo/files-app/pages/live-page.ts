import type { Visitor } from '../visitor.ts';
import { renderPage } from './page.ts';

/** What comes by itself: an event stream and a WebSocket. */
export function livePage(visitor: Visitor, nonce: string): string {
  const body = `<p class="lead">Both connections stay open as long as this page does.</p>
<div class="columns">
<section class="card"><h2>Event stream</h2><p>A tick each second from <code>/api/events</code>.</p>
<p class="big" id="tick" aria-live="off">–</p><p><small id="tick-at">not connected yet</small></p></section>
<section class="card"><h2>WebSocket</h2><p>Says back what it hears.</p>
<form id="say" class="row"><label class="hidden" for="words">Message</label><input id="words" autocomplete="off" value="Hello over there"><button class="button">Send</button></form>
<ol id="heard" class="plain" aria-live="polite"></ol></section>
</div>`;
  return renderPage({ title: 'Live', visitor, nonce, body, scripts: ['live'], section: 'live' });
}
