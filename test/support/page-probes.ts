/**
 * For page cases that ask many small things. `made(host, parts)` is the URL of an answer with these parts (`/made`, page-case.ts), `told(url, init)` what
 * fetch gives for it, `probes(table)` the value of each probe, or what it throws, by its name.
 */
export const PROBES = `const HOME = 'https://wiki.corp.test', SIBLING = 'https://static.corp.test', OTHER = 'https://mail.partner.test';
  const EXACT = 'access-control-allow-origin: https://wiki.corp.test', WITH = 'access-control-allow-credentials: true', ANY = 'access-control-allow-origin: *', NULL = 'access-control-allow-origin: null';
  const made = (host, parts = {}) => { const query = new URLSearchParams(); for (const [name, value] of Object.entries(parts)) for (const each of [value].flat()) query.append(name, each); return host + '/made?' + query; };
  const OF_THE_ROAD = /^(?:date|connection|keep-alive|transfer-encoding)$/;
  const told = async (url, init) => { const r = await fetch(url, init); return [r.type, r.url, r.status, r.redirected, [...r.headers].filter(([name]) => !OF_THE_ROAD.test(name)), await r.text()]; };
  const seen = (target, type) => new Promise((done) => target.addEventListener(type, done, { once: true }));
  const shown = (host, times) => new Promise((done) => { const image = new Image(); image.onload = () => done(true); image.onerror = () => done(times > 0 && shown(host, times - 1)); image.src = host + '/pixel.svg?' + times; });
  const probes = async (table) => { for (const host of [SIBLING, OTHER]) if (!await shown(host, 20)) throw 'nothing comes from ' + host;
    const found = []; for (const [name, probe] of Object.entries(table)) found.push([name, await (async () => probe())().catch((e) => ['threw', e?.name, e?.message])]); return found; };`;
