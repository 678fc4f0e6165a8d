import type { PageCases } from '../../../support/page-case.ts';
import { PROBES } from '../../../support/page-probes.ts';

/** What script, the app's servers and the Cookie Store API say of one another's cookies. All of a case's begin with its letter. */
const HELP = `${PROBES} const sent = async (host = HOME) => (await (await fetch(host + '/echo', { credentials: 'include' })).json()).cookie?.split('; ') ?? []; const ours = (letter, list) => list.filter((each) => each.replace(/^__host-/i, '').startsWith(letter)).map((each) => each.length > 200 ? each.length : each); const held = () => document.cookie.split('; ');
  const gone = async (letter) => { await sent(); for (const each of ours(letter, held().map((pair) => pair.split('=')[0]))) for (const domain of ['', '; domain=corp.test', '; domain=wiki.corp.test']) document.cookie = each + '=; path=/; secure; max-age=0' + (/^__host-/i.test(each) ? '' : domain); await sent(); };`;

export const cases: PageCases = {
  'what script sets, for each domain': {
    script: `${HELP} const T = {}; for (const domain of ['corp.test', '.corp.test', 'CORP.TEST', 'wiki.corp.test', 'test', '.test', 'static.corp.test', 'x.wiki.corp.test', 'other.test', '', 'rp.test', 'wiki.corp.test.']) T[domain] = async () => { document.cookie = 'd=1; path=/; domain=' + domain; const seen = [ours('d', held()), ours('d', await sent()), ours('d', await sent(SIBLING))]; await gone('d'); return seen; };
      for (const name of ['__Host-d', '__hOST-d', '__Secure-d', ' __Host-d ']) for (const rest of ['secure; path=/', 'path=/', 'secure; path=/; domain=wiki.corp.test', 'secure; path=/; domain=corp.test', 'secure; path=/; domain=']) T[name + ' ' + rest] = async () => { document.cookie = name + '=1; ' + rest; const seen = [held().filter((each) => /-d/.test(each)), (await sent()).filter((each) => /-d/.test(each))]; document.cookie = name + '=; max-age=0; secure; path=/'; for (const domain of ['corp.test', 'wiki.corp.test']) document.cookie = name + '=; max-age=0; secure; path=/; domain=' + domain; await sent(); return seen; };
      return probes(T);`,
  },
  'how the Cookie Store API refuses': {
    script: `${HELP} const T = {}; for (const given of [['', ''], ['e=b', 'c'], ['e', 'b;c'], [{ name: 'e', value: 'b', domain: '.corp.test' }], [{ name: 'e', value: 'b', domain: 'test' }], [{ name: 'e', value: 'b', domain: 'other.test' }], [{ name: 'e', value: 'b', domain: 'corp.test' }], [{ name: 'e', value: 'b', path: 'x' }], [{ name: 'e', value: 'b', sameSite: 'x' }], [{ name: '__Host-e', value: 'b', domain: 'wiki.corp.test' }], [{ name: '__Host-e', value: 'b' }], ['e', 'b'.repeat(5000)], [{ name: 'e' }], []]) T[JSON.stringify(given).slice(0, 60)] = async () => { const seen = [await cookieStore.set(...given).catch((e) => [e.name, e.message]), ours('e', held()), ours('e', await sent())]; await gone('e'); return seen; };
      return probes(T);`,
  },
  'control characters': {
    script: `${HELP} const T = {}; const all = Array.from({ length: 32 }, (_, code) => code).concat(127); for (const rest of ['domain=corp.X; domain=wiki.corp.test', 'domain=wiki.corp.testX', 'path=/X', 'max-age=1X0', 'securX']) T[rest] = async () => { for (const code of all) if (code !== 9) document.cookie = 'm' + code + '=1; path=/; ' + rest.replace('X', String.fromCharCode(code)); const seen = [ours('m', held()), ours('m', await sent())]; await gone('m'); return seen; };
      T['in names and values'] = async () => { for (const code of all) if (code !== 9) { const char = String.fromCharCode(code); document.cookie = 'm' + code + '=a' + char + 'b; path=/; domain=corp.test'; document.cookie = 'm' + char + code + '=1; path=/'; } const seen = [ours('m', held()), ours('m', await sent())]; await gone('m'); return seen; };
      return probes(T);`,
  },
  'long cookies': {
    script: `${HELP} const T = {}; const long = (name, length, letter) => name + '=' + letter.repeat(length - name.length - 1); for (const [name, length, letter] of [['f1', 4000, 'x'], ['f2', 4096, 'x'], ['f3', 4098, 'x'], ['f4', 2600, '%'], ['f5', 3900, '"'], ['f6', 1500, '{"u": "é"}']]) T[name] = async () => { document.cookie = long(name, letter.length > 1 ? 300 : length, letter) + '; path=/'; const seen = [ours('f', held()), ours('f', await sent()), ours('f', held())]; await gone('f'); return seen; };
      T.several = async () => { for (let i = 0; i < 6; i++) document.cookie = long('f' + i, 1500, '"') + '; path=/'; const seen = [ours('f', await sent()), ours('f', held())]; await gone('f'); return seen; }; T['by the store'] = async () => { await cookieStore.set('f', '"'.repeat(3900)); const seen = [ours('f', await sent()), ours('f', held())]; await gone('f'); return seen; };
      return probes(T);`,
  },
  'what answers of a sibling set for both': {
    script: `${HELP} const T = {}; const set = (cookie, more = [EXACT, WITH]) => made(SIBLING, { field: [...more, ...[cookie].flat().map((each) => 'set-cookie: ' + each)] }); const all = async () => [ours('j', held()), ours('j', await sent()), ours('j', held()), ours('j', await sent(SIBLING))]; const WIDE = '; domain=corp.test; path=/';
      for (const [name, cookie] of Object.entries({ one: 'j1=a%20b' + WIDE, two: ['j1=2' + WIDE, 'j2="q"' + WIDE], 'of its own': 'j3=1; path=/', 'kept from script': 'j4=1; httponly' + WIDE, 'for a while': 'j5=1; max-age=1000; secure; samesite=strict' + WIDE, 'for a path': 'j6=1; domain=corp.test; path=/case', 'for another': 'j7=1; domain=corp.test; path=/other', gone: 'j1=; max-age=0' + WIDE, nothing: [] })) T[name] = async () => { await fetch(set(cookie), { credentials: 'include' }); const now = [ours('j', held())]; return [now, await all()]; };
      T['by XMLHttpRequest'] = async () => { const x = new XMLHttpRequest(); x.withCredentials = true; const at = []; x.onreadystatechange = () => x.readyState > 2 && at.push(x.readyState, ours('j8', held())); x.open('GET', set('j8=1' + WIDE)); x.send(); await new Promise((done) => { x.onloadend = done; }); return [at, await all()]; };
      T['without cookies'] = async () => { await fetch(set('j9=1' + WIDE)); return [ours('j9', held()), await all()]; }; T['not for its reader'] = async () => { await fetch(set('j0=1' + WIDE, []), { credentials: 'include' }).catch(() => {}); return ours('j0', await sent(SIBLING)); };
      T['beside one of its own'] = async () => { document.cookie = 'j2=mine; path=/'; await fetch(set('j2=both' + WIDE), { credentials: 'include' }); return ours('j2', await sent(SIBLING)); };
      T.end = async () => { document.cookie = 'j6=; max-age=0; domain=corp.test; path=/case'; document.cookie = 'j7=; max-age=0; domain=corp.test; path=/other'; await fetch(set(['j3=; max-age=0; path=/', 'j4=; max-age=0; httponly' + WIDE]), { credentials: 'include' }); await gone('j'); return all(); };
      return probes(T);`,
  },
  'many cookies at once': {
    script: `${HELP} const T = {}; T.set = async () => { for (let i = 0; i < 100; i++) document.cookie = 'g' + i + '=' + 'v'.repeat(i % 7) + '; path=/'; return [ours('g', held()), ours('g', await sent()), ours('g', held())]; }; T.changed = async () => { for (let round = 0; round < 3; round++) for (let i = 0; i < 60; i++) document.cookie = 'g0=' + round + i + '; path=/'; return [ours('g0', held()), ours('g0=', await sent())]; };
      T.gone = async () => { for (let i = 0; i < 100; i++) document.cookie = 'g' + i + '=; max-age=0; path=/'; return [ours('g', held()), ours('g', await sent()), (await fetch('/data.json')).status]; };
      return probes(T);`,
  },
};
