import { apply, patchAccessor } from '../natives.ts';
import { SUFFIX_ORIGIN, setup } from '../setup.ts';
import { bridgeReadBack } from './read-back.ts';

/** Read-only places where the platform tells a page where it is. */
export function bridgeDocument(): void {
  bridgeReadBack({ Document: ['URL', 'documentURI', 'referrer'], Node: ['baseURI'] });
  bridgeDomain();
  patchAccessor(window, 'origin', (native) => () => (apply(native, window, []) === 'null' ? 'null' : setup.origin));
}

/** HTML section 7.1.4: empty for opaque origins; what is set must be the host or a domain above it that is no public suffix, and joins nothing here. */
function bridgeDomain(): void {
  const { hostname } = new URL(setup.origin);
  patchAccessor(
    Document.prototype,
    'domain',
    (native) =>
      function (this: unknown) {
        return apply(native, this, []) === '' ? '' : hostname;
      },
    (native) =>
      function (this: Document, value: unknown) {
        const domain = `${value as string}`;
        const isAbove = `.${hostname}`.endsWith(`.${domain}`) && domain.endsWith(setup.site);
        // The browser refuses anything else, but for what is above the suffix host only, and any document that no window shows.
        if (!isAbove || !this.defaultView)
          apply(native, this, [SUFFIX_ORIGIN.includes(domain) && domain !== '' ? `not.${domain}` : domain]);
      },
  );
}
