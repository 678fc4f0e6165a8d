import { scanAttributes } from '../../rewrite/html/attribute-scanner.ts';
import { referenceText } from '../markup/reference-text.ts';
import type { Channel, MaskWindow } from './mask-window.ts';

/** A character reference (HTML 13.2.5.72). */
const REFERENCE = /&(?:#[xX][0-9a-fA-F]{1,8}|#[0-9]{1,8}|[a-zA-Z][a-zA-Z0-9]{1,31});?/g;
/** Attributes that hold digests, nonces and style: a sign put into them would break what they vouch for. */
const KEPT = /^(?:integrity|nonce|style)$/i;
const HANDLER = /^on[a-z]/i;

/** Text of a document, its references read. */
export function maskReferences(
  window: MaskWindow,
  channel: Channel,
  text: string,
  standing: 'text' | 'digits' = 'text',
): void {
  if (!text.includes('&')) {
    window.text(channel, text, standing);
    return;
  }
  let at = 0;
  for (const { index, 0: reference } of text.matchAll(REFERENCE)) {
    window.text(channel, text.slice(at, index), standing);
    at = index + reference.length;
    const reads = referenceText(reference);
    if (reads === reference) window.text(channel, reference, standing);
    else window.stands(channel, reference, reads, 'character');
  }
  window.text(channel, text.slice(at), standing);
}

/** A start tag: the values of its attributes are texts beside the shown one. In code of an event handler digits become zeros. */
export function maskTag(window: MaskWindow, tag: string, isHtml: boolean): void {
  let at = 0;
  for (const { name, valueStart, valueEnd, hasValue } of scanAttributes(tag, isHtml)) {
    if (!hasValue || KEPT.test(name)) continue;
    window.copy(tag.slice(at, valueStart));
    maskReferences(window, 'aside', tag.slice(valueStart, valueEnd), HANDLER.test(name) ? 'digits' : 'text');
    window.part('aside');
    at = valueEnd;
  }
  window.copy(tag.slice(at));
}
