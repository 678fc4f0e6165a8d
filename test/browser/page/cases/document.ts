import type { PageCases } from '../../../support/page-case.ts';

/** Where a page is told that it is. */
export const cases: PageCases = {
  'document urls': {
    script: `return [document.URL, document.documentURI, document.baseURI, document.domain, document.referrer,
      document.body.baseURI, window.origin, self.origin, origin, document.location.href, String(location)];`,
  },
  'location members': {
    script: `const parts = {}; for (const key in location) parts[key] = typeof location[key] === 'function' ? 'function' : location[key];
      return [parts, Object.keys(location).sort(), Object.getOwnPropertyNames(location).sort(), Object.prototype.toString.call(location),
        location instanceof Location, location.toString(), JSON.stringify(location), location + '', location.ancestorOrigins.length,
        Object.prototype.toString.call(location.ancestorOrigins), location.constructor === Location, location === document.location, window.location === self.location];`,
  },
  'history keeps what the page wrote': {
    script: `const seen = [];
      history.pushState({ a: 1 }, '', 'https://wiki.corp.test/pushed?x#y'); seen.push(location.href, document.URL);
      history.replaceState(null, '', '/relative'); seen.push(location.href, location.pathname);
      for (const bad of ['https://static.corp.test/', 'https://elsewhere.test/']) try { history.pushState(null, '', bad); seen.push('no error'); } catch (e) { seen.push(e.name); }
      return seen;`,
  },
};
