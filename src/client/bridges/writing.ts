import { valueIn } from '../attribute-value.ts';
import { renewListeners } from '../guards/guards-slot.ts';
import { createMarkupStream, type MarkupStream } from '../markup-stream.ts';
import { apply, type Method, patchMethod } from '../natives.ts';
import { reader } from '../node-natives.ts';
import { inPlaceOf, isTrusted, textOf, trustedMarkup } from '../trusted.ts';
import { coverMarkup } from './insertion.ts';

/** One stream a document: a tag may come in as many pieces as a page likes. */
const streams = new WeakMap<object, MarkupStream>();

/** Lets go of what was held back: what follows, if anything, is none of what was written. */
function finish(target: Document): void {
  const rest = streams.get(target)?.end();
  streams.delete(target);
  if (rest) apply(nativeWrite, target, [trustedMarkup(rest)]);
}

const soon = queueMicrotask;
/** By the prototype: a document is asked for elements of that name first (HTML 3.1.5, named properties). */
const scriptOf = reader(Document.prototype, 'currentScript');

const areTrusted = (args: readonly unknown[]): boolean => args.length > 0 && args.every(isTrusted);

/** `document.write` and its kin. */
export function bridgeWriting(): void {
  for (const [name, end] of [
    ['write', ''],
    ['writeln', '\n'],
  ] as const)
    patchMethod(
      Document.prototype,
      name,
      (native) =>
        function (this: Document, ...args: unknown[]) {
          // On a document that is complete this opens a new one (HTML 8.4.3), and with it goes every listener.
          const opens = this.readyState === 'complete';
          let markup = '';
          for (const arg of args) markup += textOf(arg);
          const stream = (!opens && streams.get(this)) || createMarkupStream({ attribute: valueIn });
          streams.set(this, stream);
          const written = stream.write(markup + end);
          // The browser ends the line itself, unless the end of it is held back.
          const isWhole = written.endsWith(end);
          const cut = (text: string): string =>
            isWhole && text.endsWith(end) ? text.slice(0, text.length - end.length) : text;
          const mapped = inPlaceOf(areTrusted(args) ? args[0] : markup, cut(written), (text) =>
            cut(stream.again(text + end)),
          );
          apply(isWhole ? native : nativeWrite, this, [mapped]);
          if (opens) renewListeners();
          coverMarkup(this, markup);
          // Behind a script the parser goes on with the page's own markup, once its microtasks have run (HTML 8.1.4.4).
          const script = apply(scriptOf, this, []);
          if (script)
            soon(() => {
              if (apply(scriptOf, this, []) === script) finish(this);
            });
        } as Method,
    );
  patchMethod(
    Document.prototype,
    'close',
    (native) =>
      function close(this: Document) {
        finish(this);
        return apply(native, this, []);
      } as Method,
  );
  patchMethod(
    Document.prototype,
    'open',
    (native) =>
      function open(this: Document, ...args: unknown[]) {
        const result = apply(native, this, args);
        if (args.length < 3) {
          streams.delete(this);
          renewListeners();
        }
        return result;
      } as Method,
  );
}

const nativeWrite = Document.prototype.write as (this: unknown, ...args: unknown[]) => unknown;
