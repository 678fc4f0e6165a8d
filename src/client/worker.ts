import { createGuards, placeGuards } from '../rewrite/js/guards.ts';
import { undo } from '../rewrite/js/undo.ts';
import { bridgeClients } from './bridges/clients.ts';
import { bridgeCode } from './bridges/code.ts';
import { bridgeCookieStore } from './bridges/cookie-store.ts';
import { bridgeCredentials } from './bridges/credentials.ts';
import { bridgeDefaultPolicy } from './bridges/default-policy.ts';
import { bridgeErrorHandlers } from './bridges/error-handlers.ts';
import { bridgeFaultTexts } from './bridges/fault-texts.ts';
import { bridgeHandedAnswers } from './bridges/handed-answers.ts';
import { bridgeHeaderValues } from './bridges/header-values.ts';
import { bridgeNetwork } from './bridges/network.ts';
import { bridgeObjectUrls } from './bridges/object-urls.ts';
import { bridgeOwnKeys } from './bridges/own-keys.ts';
import { bridgePerformance } from './bridges/performance.ts';
import { bridgeReadBack } from './bridges/read-back.ts';
import { bridgeRegisteredWorkers } from './bridges/registered-workers.ts';
import { bridgeReports } from './bridges/reports.ts';
import { bridgeStacks } from './bridges/stacks.ts';
import { bridgeWorkerLocation } from './bridges/worker-location.ts';
import { bridgeWorkers } from './bridges/workers.ts';
import { guardChannels, stopsUnasked } from './guards/channels.ts';
import { savingIsGuarded, showMadeFiles, viewingIsGuarded } from './guards/made-types.ts';
import { guardWrittenFiles, refusal } from './guards/written-files.ts';
import { apply, defineProperty, holderOf, nativeEval, patchMethod, sourceOf } from './natives.ts';
import { forgetMatches } from './quietly.ts';
import { retelling } from './retold.ts';
import { aliases, moduleToSuffix, toOrigin, toSuffix, type WorkerSetup } from './setup.ts';
import { rewriteTrusted } from './trusted.ts';
import { urlArgument } from './url-argument.ts';
import { rewriteCode, rewriteFunctionCode, workerEval } from './worker-code.ts';

/** The whole bundle, a function that the build puts around it. */
declare const sallyport: () => void;

/** Entry of the worker runtime, put before a worker's own script. Workers have their own globals and no document. */
const same = (value: unknown): unknown => value;
/** Where the worker was loaded from. */
const loadedFrom = globalThis.location.href;
/** The modules a module imports run before it, so the runtime of one of them may be there already. */
defineProperty(same, 'renew', {
  value: ({ location }: WorkerSetup) => location !== undefined && aliases.set(loadedFrom, location),
});
const guards = createGuards({
  location: { get: () => globalThis.location, set: () => {} },
  eval: workerEval,
  of: same,
  from: same,
  isNativeLocation: () => false,
  isNativeEval: (value) => value === nativeEval,
  code: (source, caller) => rewriteCode(source, 'script', { eval: true, ...caller }),
  trusted: rewriteTrusted,
  toSuffix,
  toOrigin,
  imported: moduleToSuffix,
  loaded: retelling,
});
placeGuards(globalThis, guards);

patchMethod(
  holderOf(globalThis, 'importScripts'),
  'importScripts',
  (native) =>
    function (this: unknown, ...args) {
      return apply(
        native,
        this,
        args.map((url) => urlArgument(url)),
      );
    },
);
bridgeWorkerLocation();
bridgeHandedAnswers();
bridgeNetwork();
bridgeHeaderValues();
if (savingIsGuarded() || viewingIsGuarded()) showMadeFiles(savingIsGuarded, viewingIsGuarded);
if (savingIsGuarded()) {
  guardChannels(stopsUnasked);
  const stops = (): boolean => stopsUnasked('download');
  guardWrittenFiles(stops, () => Promise.reject(refusal()), stops);
}
bridgeObjectUrls();
bridgeWorkers(() => sourceOf(sallyport), rewriteCode);
bridgeRegisteredWorkers();
bridgeClients();
bridgeCookieStore(() => ({ event: 'ExtendableCookieChangeEvent', target: globalThis, type: 'cookiechange' }));
bridgeCode({ rewriteCode, rewriteFunctionCode });
bridgeDefaultPolicy(
  {
    createHTML: (text) => text,
    createScript: (text) => rewriteCode(text, 'script'),
    createScriptURL: toSuffix,
  },
  (text) => toOrigin(undo(text)),
);
bridgeErrorHandlers();
bridgeOwnKeys();
bridgeFaultTexts();
bridgeReadBack({ MessageEvent: ['origin'] });
bridgePerformance();
bridgeCredentials();
bridgeReports();
bridgeStacks();
leaveOwnRequests();
forgetMatches();

/** Requests for the gateway's own files, and links that it leads on, are none of the app's business, whose service worker might answer them. */
function leaveOwnRequests(): void {
  if (!('ServiceWorkerGlobalScope' in globalThis)) return;
  globalThis.addEventListener('fetch', (event) => {
    const { pathname } = new URL((event as Event & { request: Request }).request.url);
    if (/^\/(?:\.well-known\/sallyport\/|sallyport-as=http\b)/.test(pathname)) event.stopImmediatePropagation();
  });
}
