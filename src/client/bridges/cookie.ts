import { apply, getOwnPropertyDescriptor, patchAccessor } from '../natives.ts';
import { setup } from '../setup.ts';

const OWN = '__Host-sallyport';
const native = getOwnPropertyDescriptor(Document.prototype, 'cookie')!;

function visible(all: string): string {
  return all
    .split('; ')
    .filter((pair) => !pair.startsWith(OWN))
    .join('; ');
}

let writes = 0;

/** Whether a cookie is meant for the app's other hosts too. */
const SHARED = /^\s*domain\s*=/i;

/** Hands the journal over before the page's next line may ask a sibling host. */
function flush(): void {
  const request = new XMLHttpRequest();
  request.open('POST', '/.well-known/sallyport/cookies', false);
  try {
    request.send();
  } catch {
    // A page that is going away may not wait: the next request of this host carries the journal.
  }
}

/**
 * Writes a cookie as the page meant it: the browser gets a host-only copy, the gateway a note of the original text, one own
 * cookie a write, which it takes back once it has applied it to the app's jar.
 */
function write(document: Document, text: string): void {
  const [pair = '', ...attributes] = text.split(';');
  const name = pair.split('=', 1)[0]!.trim();
  if (name.startsWith(OWN)) return;
  const kept = attributes.filter((attribute) => !/^\s*domain\s*(=|$)/i.test(attribute));
  apply(native.set!, document, [[pair, ...kept].join(';')]);
  const id = `${Date.now().toString(36)}-${(writes++).toString(36).padStart(4, '0')}`;
  apply(native.set!, document, [
    `${OWN}-journal-${id}=${encodeURIComponent(text)}; Path=/; Secure; SameSite=Lax; Max-Age=600`,
  ]);
  if (setup.hosts.origins.length > 1 && attributes.some((attribute) => SHARED.test(attribute))) flush();
}

export function bridgeCookie(): void {
  patchAccessor(
    Document.prototype,
    'cookie',
    (get) =>
      function (this: Document) {
        return visible(String(apply(get, this, [])));
      } as () => unknown,
    () =>
      function (this: Document, value: unknown) {
        write(this, String(value));
      } as (value: unknown) => void,
  );
}
