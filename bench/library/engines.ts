import { createRequire } from 'node:module';
import { applySplices } from '../../src/model/rewriter.ts';
import { rewriteCss } from '../../src/rewrite/css/css-rewriter.ts';
import { createHostMap } from '../../src/rewrite/host-map.ts';
import { createHtmlRewriter } from '../../src/rewrite/html/html-rewriter.ts';
import { rewriteScript } from '../../src/rewrite/js/rewrite-script.ts';
import { type Kind, ORIGINS } from './corpus.ts';

/** Bytes of one document in, bytes out. */
export type Engine = (document: Buffer) => Buffer | Promise<Buffer>;

export interface EngineRow {
  readonly name: string;
  readonly kind: Kind;
  readonly load: () => Engine;
}

const require = createRequire(new URL('../package.json', import.meta.url));
const hosts = createHostMap({ suffix: 'mcas.localhost', port: 443, form: 'dotted', origins: ORIGINS });
const url = (text: string): string => hosts.toSuffix(text);
const CHUNK = 64 * 1024;

function chunks(document: Buffer): Buffer[] {
  const list: Buffer[] = [];
  for (let at = 0; at < document.length; at += CHUNK) list.push(document.subarray(at, at + CHUNK));
  return list;
}

function ownHtml(withScripts: boolean): Engine {
  return (document) => {
    const rewriter = createHtmlRewriter({
      url,
      head: '<script src="/.well-known/sallyport/runtime.js"></script>',
      script: withScripts ? (source, goal) => rewriteScript(source, { goal, url }).splices : () => [],
      decode: (bytes) => Buffer.from(bytes, 'latin1').toString('utf8'),
      encode: (text) => Buffer.from(text, 'utf8').toString('latin1'),
    });
    const out = chunks(document).map((chunk) => Buffer.from(rewriter.write(chunk.toString('latin1')), 'latin1'));
    return Buffer.concat([...out, Buffer.from(rewriter.end(), 'latin1')]);
  };
}

/** What a handler of html-rewriter-wasm is given. */
interface WasmElement {
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
}

const URL_ATTRIBUTES = [
  'href',
  'src',
  'action',
  'formaction',
  'poster',
  'data',
  'cite',
  'background',
  'manifest',
  'content',
];

function wasmHtml(): Engine {
  const { HTMLRewriter } = require('html-rewriter-wasm');
  return async (document) => {
    const out: Uint8Array[] = [];
    const rewriter = new HTMLRewriter((piece: Uint8Array) => out.push(piece.slice()));
    for (const name of URL_ATTRIBUTES) {
      rewriter.on(`[${name}]`, {
        element(element: WasmElement) {
          const value = element.getAttribute(name) ?? '';
          const mapped = url(value);
          if (mapped !== value) element.setAttribute(name, mapped);
        },
      });
    }
    try {
      for (const chunk of chunks(document)) await rewriter.write(chunk);
      await rewriter.end();
    } finally {
      rewriter.free();
    }
    return Buffer.concat(out);
  };
}

function hammerheadHtml(): Engine {
  const pages = require('testcafe-hammerhead/lib/processing/resources/page.js');
  const request = {
    serverInfo: { crossDomainPort: 2 },
    isIframe: false,
    contentInfo: {},
    session: { id: 's', options: {}, requestHookEventProvider: { hasRequestEventListeners: () => false } },
    dest: { host: 'app.corp.test', domain: 'https://app.corp.test', url: 'https://app.corp.test/' },
    getInjectableStyles: () => [],
    getInjectableScripts: () => ['/hammerhead.js'],
    getInjectableUserScripts: () => [],
    resolveInjectableUrl: (text: string) => text,
  };
  const charset = { fromMeta: () => false, get: () => 'utf-8' };
  return (document) => Buffer.from(pages.processResource(document.toString(), request, charset, url));
}

function hammerheadCss(): Engine {
  const styles = require('testcafe-hammerhead/lib/processing/style.js');
  return (document) => Buffer.from(styles.process(document.toString(), url));
}

function hammerheadJs(): Engine {
  const { processScript } = require('testcafe-hammerhead/lib/processing/script/index.js');
  return (document) => Buffer.from(processScript(document.toString(), true, false, url));
}

export const ENGINES: readonly EngineRow[] = [
  { name: 'sallyport', kind: 'html', load: () => ownHtml(true) },
  { name: 'sallyport, inline scripts left alone', kind: 'html', load: () => ownHtml(false) },
  { name: 'html-rewriter-wasm, handlers', kind: 'html', load: wasmHtml },
  { name: 'testcafe-hammerhead', kind: 'html', load: hammerheadHtml },
  {
    name: 'sallyport',
    kind: 'css',
    load: () => (document) => Buffer.from(rewriteCss(document.toString('latin1'), url), 'latin1'),
  },
  { name: 'testcafe-hammerhead', kind: 'css', load: hammerheadCss },
  {
    name: 'sallyport',
    kind: 'js',
    load: () => (document) => {
      const source = document.toString();
      return Buffer.from(applySplices(source, rewriteScript(source, { goal: 'either', url }).splices));
    },
  },
  { name: 'testcafe-hammerhead', kind: 'js', load: hammerheadJs },
];
