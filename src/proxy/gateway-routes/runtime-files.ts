import type { Inbound, Reply } from '../../model/exchange.ts';

/** One bundled script of the page runtime; `hash` names its content. */
export interface Bundle {
  readonly code: string;
  readonly hash: string;
}

export interface RuntimeFiles {
  /** The bundle as a reply, or undefined when `name` is none. */
  serve(name: string, inbound: Inbound): Reply | undefined;
}

/** The bundles under the gateway path: public, without a user's data, immutable under their hash. */
export function createRuntimeFiles(bundles: Readonly<Record<string, Bundle>>): RuntimeFiles {
  return {
    serve(name, inbound) {
      const bundle = Object.hasOwn(bundles, name) ? bundles[name] : undefined;
      if (!bundle || !/^(GET|HEAD)$/.test(inbound.method)) return undefined;
      const exact = inbound.target.includes(`v=${bundle.hash}`);
      return {
        status: 200,
        headers: [
          ['content-type', 'text/javascript; charset=utf-8'],
          ['cache-control', exact ? 'public, max-age=31536000, immutable' : 'no-cache'],
          ['x-content-type-options', 'nosniff'],
          // A sandboxed document has an origin of its own, and it needs the runtime like any other (CORP, Fetch 3.7).
          ['cross-origin-resource-policy', 'cross-origin'],
          ['access-control-allow-origin', '*'],
        ],
        body: bundle.code,
      };
    },
  };
}
