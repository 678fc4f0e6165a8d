import { RUNTIME } from '../rewrite/js/contract.ts';
import { bridgeCode } from './bridges/code.ts';
import { bridgeCookie } from './bridges/cookie.ts';
import { bridgeDocument } from './bridges/document.ts';
import { bridgeElements } from './bridges/elements.ts';
import { bridgeMarkup } from './bridges/markup.ts';
import { bridgeNetwork } from './bridges/network.ts';
import { rewriteCode } from './code.ts';
import { installGuards } from './guards/guards.ts';
import { guarded, pageLocation, viewed } from './location-facade.ts';
import { defineProperty } from './natives.ts';
import { toOrigin, toSuffix } from './setup.ts';

/** Entry of the page runtime: runs once in each document, before any script of the page. */
const members = Object.create(null) as object;
defineProperty(members, 'location', {
  get: () => pageLocation,
  set: (value: unknown) => {
    pageLocation.href = String(value);
  },
});
const functions = {
  of: guarded,
  from: viewed,
  code: (value: unknown) => (typeof value === 'string' ? rewriteCode(value, 'script') : value),
  url: (value: unknown) => toSuffix(value),
  origin: (value: unknown) => (typeof value === 'string' ? toOrigin(value) : value),
};
for (const [name, value] of Object.entries(functions)) defineProperty(members, name, { value });
defineProperty(globalThis, RUNTIME, {
  value: Object.freeze(members),
  enumerable: false,
  writable: false,
  configurable: false,
});

installGuards();
for (const bridge of [bridgeDocument, bridgeCookie, bridgeNetwork, bridgeElements, bridgeMarkup, bridgeCode]) bridge();
