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
        return apply(native, this, []) && hostname;
      },
    (native) =>
      function (this: Document, value: unknown) {
        const domain = `${value as string}`;
        const isAbove = `.${hostname}`.endsWith(`.${domain}`) && domain.endsWith(setup.site);
        try {
          // Refused at any rate: what is above the suffix host is asked for by another name.
          apply(native, this, [domain && SUFFIX_ORIGIN.includes(domain) ? `not.${domain}` : domain]);
        } catch (error) {
          // So is all that is set in a sandbox, as Chromium and WebKit say, and in a document that no window shows.
          if (!isAbove || !this.defaultView || /sandbox/.test((error as Error).message)) throw error;
        }
      },
  );
}
