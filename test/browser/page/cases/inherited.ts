import type { PageCases } from '../../../support/page-case.ts';
import { PROBES } from '../../../support/page-probes.ts';

/** Script of a URL whose lines end where the URL parser leaves tabs and line ends out, each in a frame or window that tells how its picture loads. */
const TELLS = `const tells = (target) => new Promise((done) => addEventListener('message', (event) => event.source === target && done([event.data, event.origin])));
const code = (to) => 'javascript:"<img src=\\'' + location.origin + '/pixel.svg\\'\\n onload=\\'' + to + '.postMessage(\`loads\`, \`*\`)\\'\\r\\n\\tonerror=\\'' + to + '.postMessage(\`fails\`, \`*\`)\\'\\n>"';
const framed = async () => { const frame = document.createElement('iframe'); document.body.append(frame); const told = tells(frame.contentWindow); frame.src = code('parent'); const seen = [await told, frame.src === code('parent').replace(/[\\t\\n\\r]/g, '')]; frame.remove(); return seen; };
const opened = async () => { const other = open(code('opener')); const told = await tells(other); other.close(); return told; };
const linked = async () => { const frame = document.createElement('iframe'); frame.name = 'linked'; document.body.append(frame); const link = document.createElement('a'); link.target = 'linked'; link.href = code('parent'); document.body.append(link); const told = tells(frame.contentWindow); link.click(); const seen = [await told, link.href === code('parent').replace(/[\\t\\n\\r]/g, ''), link.protocol]; frame.remove(); link.remove(); return seen; };`;

/** Documents without an address of their own, which live by the policy of whoever made them. */
export const cases: PageCases = {
  'javascript with line ends': {
    script: `${TELLS} return [await framed(), await opened(), await linked()];`,
  },
  'javascript with line ends, under a policy for images': {
    headers: { 'content-security-policy': "img-src 'self'" },
    script: `${TELLS} return [await framed(), await linked()];`,
  },
  'what a location of another origin tells': {
    script: `${PROBES} const T = {}; const show = (d) => d && [typeof d.value, typeof d.get, typeof d.set, d.enumerable, d.configurable, d.writable]; const frame = document.createElement('iframe'); frame.src = SIBLING + '/page.html'; document.body.append(frame); await seen(frame, 'load'); const at = frame.contentWindow.location;
      for (const key of ['href', 'replace', 'assign', 'hash', 'then', 'mine', Symbol.toStringTag]) { const name = String(key); T['own ' + name] = () => show(Object.getOwnPropertyDescriptor(at, key)); T['reflected ' + name] = () => show(Reflect.getOwnPropertyDescriptor(at, key)); T['in ' + name] = () => key in at; T['get ' + name] = () => typeof at[key]; }
      for (const key of ['hash', 'mine']) T['set ' + key] = () => { at[key] = 'x'; };
      T.keys = () => [Reflect.ownKeys(at).map(String), Object.keys(at)]; T.prototype = () => Object.getPrototypeOf(at); T.text = () => Object.prototype.toString.call(at); T.same = () => at === frame.contentWindow.location;
      return probes(T);`,
  },
};
