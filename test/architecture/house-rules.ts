/** A folder of src and what it may lean on. `only` narrows what its floor would allow. */
export interface Folder {
  readonly floor: number;
  /** Other folders it may import, where that is less than every lower floor. */
  readonly only?: readonly string[];
  /** Folders that may import it, where that is less than every higher floor. */
  readonly onlyFor?: readonly string[];
  /** True for text-in, text-out code: neither Node's modules nor anything that touches the world. */
  readonly pure?: boolean;
}

export interface HouseRules {
  readonly folders: Readonly<Record<string, Folder>>;
  /** npm package -> the one folder that imports it. */
  readonly doors: Readonly<Record<string, string>>;
  /** Files that keep other rules than their folder: build steps that live beside what they build. */
  readonly buildSteps: readonly string[];
  /** Files over LONG lines -> why they are not cut. */
  readonly longFiles: Readonly<Record<string, string>>;
  /** Identifiers with a forbidden word in them that Node, browsers or a dependency gave: `name`, or `path name` for one file. */
  readonly namesOfOthers: readonly string[];
}

/** Lines; above it a file needs a reason. */
export const LONG = 300;

export const FORBIDDEN_WORDS: ReadonlySet<string> = new Set([
  'util',
  'utils',
  'helper',
  'helpers',
  'common',
  'misc',
  'manager',
  'service',
  'info',
  'ctx',
]);

export const HOUSE: HouseRules = {
  folders: {
    model: { floor: 0, pure: true },
    rewrite: { floor: 1, pure: true },
    policy: { floor: 1, pure: true },
    catalog: { floor: 1, pure: true },
    inspect: { floor: 2 },
    devices: { floor: 2 },
    identity: { floor: 2 },
    activity: { floor: 2 },
    publish: { floor: 2 },
    config: { floor: 2 },
    protect: { floor: 2 },
    proxy: { floor: 3 },
    client: { floor: 3, only: ['model', 'rewrite'], onlyFor: [], pure: true },
    admin: { floor: 4 },
    replay: { floor: 4 },
    demo: { floor: 4 },
    cli: { floor: 5 },
    'main.ts': { floor: 6 },
  },
  doors: {
    '@cantoo/pdf-lib': 'protect',
    '@peculiar/x509': 'proxy',
    '@simplewebauthn/server': 'identity',
    acorn: 'rewrite',
    asn1js: 'devices',
    commander: 'cli',
    esbuild: 'client',
    fastify: 'proxy',
    'http-proxy-3': 'proxy',
    jose: 'identity',
    'libarchive-wasm': 'inspect',
    maxmind: 'proxy',
    'node-forge': 'devices',
    'node-red': 'demo',
    'oidc-provider': 'identity',
    'openid-client': 'identity',
    parse5: 'rewrite',
    pino: 'proxy',
    'pdfjs-dist': 'proxy',
    pkijs: 'devices',
    'prom-client': 'proxy',
    re2js: 'inspect',
    'reflect-metadata': 'proxy',
    'tough-cookie': 'proxy',
    undici: 'proxy',
    uqr: 'proxy',
    unpdf: 'inspect',
    verdaccio: 'demo',
    ws: 'demo',
    'xml-crypto': 'identity',
    'xml-encryption': 'identity',
    yaml: 'config',
    zod: 'config',
  },
  buildSteps: ['src/client/build.ts'],
  longFiles: {},
  namesOfOthers: [
    'AddressInfo',
    'contentInfo',
    'DataSpaceInfo',
    'EncryptionInfo',
    'getCertFromKeyInfo',
    'onInfo',
    'serverInfo',
    'ServiceWorker',
    'ServiceWorkerContainer',
    'ServiceWorkerRegistration',
    'serviceWorker',
    'sourceCodeLocationInfo',
    'subjectPublicKeyInfo',
    'TransformInfo',
    'src/demo/flows/demo-flow.ts info',
    'src/inspect/pdf/pdf-worker.ts info',
  ],
};
