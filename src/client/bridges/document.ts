import { apply, patchAccessor } from '../natives.ts';
import { setup, toOrigin } from '../setup.ts';

const mapped = (native: () => unknown) =>
  function get(this: unknown) {
    const value = apply(native, this, []);
    return typeof value === 'string' ? toOrigin(value) : value;
  };

/** Read-only places where the platform tells a page where it is. */
export function bridgeDocument(): void {
  for (const name of ['URL', 'documentURI', 'referrer']) patchAccessor(Document.prototype, name, mapped);
  patchAccessor(Node.prototype, 'baseURI', mapped);
  const hostname = new URL(setup.origin).hostname;
  patchAccessor(
    Document.prototype,
    'domain',
    () => () => hostname,
    () => () => {},
  );
  patchAccessor(window, 'origin', (native) => () => (apply(native, window, []) === 'null' ? 'null' : setup.origin));
  patchAccessor(PerformanceEntry.prototype, 'name', mapped);
}
