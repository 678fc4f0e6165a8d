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
  'domains that a document may be given': {
    script: `const seen = []; const set = (of, value) => { try { of.domain = value; return of.domain; } catch (e) { return e.name; } };
      for (const value of ['test', '.test', '', 'wiki.corp.test', 'corp.test', 'orp.test', 'static.corp.test', 'other.test', 'localhost', null]) seen.push([value, set(document, value)]);
      for (const of of [new Document(), document.implementation.createHTMLDocument(), document.createElement('template').content.ownerDocument, new DOMParser().parseFromString('<p>', 'text/html')]) seen.push([of.domain, set(of, 'wiki.corp.test'), set(of, 'corp.test'), set(of, document.domain)]);
      return seen;`,
  },
};
