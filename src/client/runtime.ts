import { createGuards, placeGuards } from '../rewrite/js/guards.ts';
import { baselessDocumentIn, documentIn, markupIn } from './attribute-value.ts';
import { bridgeAddresses } from './bridges/addresses.ts';
import { bridgeAttributes } from './bridges/attributes.ts';
import { bridgeBlobLinks } from './bridges/blob-links.ts';
import { bridgeClipboard } from './bridges/clipboard.ts';
import { bridgeCode } from './bridges/code.ts';
import { bridgeCookie } from './bridges/cookie.ts';
import { bridgeCookieStore } from './bridges/cookie-store.ts';
import { bridgeCredentials } from './bridges/credentials.ts';
import { bridgeCrossOrigin } from './bridges/cross-origin.ts';
import { bridgeCustomElements } from './bridges/custom-elements.ts';
import { bridgeDefaultPolicy } from './bridges/default-policy.ts';
import { bridgeDocument } from './bridges/document.ts';
import { bridgeElements } from './bridges/elements.ts';
import { bridgeErrorHandlers } from './bridges/error-handlers.ts';
import { bridgeFaultTexts } from './bridges/fault-texts.ts';
import { bridgeHeaderValues } from './bridges/header-values.ts';
import { bridgeInsertion } from './bridges/insertion.ts';
import { bridgeInsetWindow } from './bridges/inset-window.ts';
import { bridgeMarkup } from './bridges/markup.ts';
import { bridgeMediaMetadata } from './bridges/media-metadata.ts';
import { bridgeMessages } from './bridges/messages.ts';
import { bridgeNavigation } from './bridges/navigation.ts';
import { bridgeNetwork } from './bridges/network.ts';
import { bridgeObjectUrls } from './bridges/object-urls.ts';
import { bridgePaths } from './bridges/paths.ts';
import { bridgePerformance } from './bridges/performance.ts';
import { bridgeReflection } from './bridges/reflection.ts';
import { bridgeRegisteredWorkers } from './bridges/registered-workers.ts';
import { bridgeReports } from './bridges/reports.ts';
import { bridgeSelectors } from './bridges/selectors.ts';
import { bridgeStacks } from './bridges/stacks.ts';
import { bridgeStyles } from './bridges/styles.ts';
import { bridgeTexts } from './bridges/texts.ts';
import { bridgeWorkers } from './bridges/workers.ts';
import { bridgeWriting } from './bridges/writing.ts';
import { pageEval, rewriteCode, rewriteFunctionCode } from './code.ts';
import { adoptRules, installGuards, renewListeners } from './guards/guards-slot.ts';
import { noticeOfRefusal } from './guards/notice.ts';
import { imported } from './imported.ts';
import { guarded, pageLocation, viewed } from './location-facade.ts';
import { defineProperty, nativeEval } from './natives.ts';
import { nativeLocation } from './node-natives.ts';
import { asWritten } from './page-text.ts';
import { forgetMatches } from './quietly.ts';
import { retelling } from './retold.ts';
import { renewSetup, toOrigin, toSuffix } from './setup.ts';
import { watchStanding } from './standing.ts';
import { rewriteTrusted } from './trusted.ts';
import { workerRuntime } from './worker-runtime.ts';

/** Entry of the page runtime: runs once in each document, before any script of the page. */
const guards = createGuards({
  location: {
    get: () => pageLocation,
    set: (value) => {
      pageLocation.href = value as string;
    },
  },
  eval: pageEval,
  of: guarded,
  from: viewed,
  isNativeLocation: (value) => value === nativeLocation,
  isNativeEval: (value) => value === nativeEval,
  code: (source, caller) => rewriteCode(source, 'script', { eval: true, ...caller }),
  trusted: rewriteTrusted,
  toSuffix,
  toOrigin,
  imported,
  loaded: retelling,
  returned: baselessDocumentIn,
});
placeGuards(globalThis, guards);

defineProperty(guarded, 'renew', { value: renew });

installGuards();
for (const bridge of [
  bridgeDocument,
  bridgeCookie,
  bridgeCookieStore,
  () => bridgeNetwork(noticeOfRefusal),
  bridgeHeaderValues,
  bridgeMessages,
  bridgeNavigation,
  () => bridgeWorkers(workerRuntime, rewriteCode),
  bridgeRegisteredWorkers,
  bridgeObjectUrls,
  bridgeBlobLinks,
  bridgeReports,
  bridgeAddresses,
  bridgeErrorHandlers,
  bridgeFaultTexts,
  bridgeElements,
  bridgeCustomElements,
  bridgeAttributes,
  bridgeInsertion,
  bridgeInsetWindow,
  bridgeTexts,
  bridgeMarkup,
  bridgeWriting,
  bridgeStyles,
  bridgeMediaMetadata,
  bridgeSelectors,
  bridgePaths,
  bridgePerformance,
  bridgeReflection,
  bridgeClipboard,
  () => bridgeCode({ rewriteCode, rewriteFunctionCode }),
  () =>
    bridgeDefaultPolicy(
      {
        createHTML: (text, sink) => (sink.endsWith('srcdoc') ? documentIn(text) : markupIn(text, false)),
        createScript: (text, sink) => rewriteCode(text, sink.includes(' on') ? 'handler' : 'script'),
        createScriptURL: toSuffix,
      },
      asWritten,
    ),
  bridgeStacks,
  bridgeCredentials,
  bridgeCrossOrigin,
])
  bridge();
watchStanding(noticeOfRefusal);
forgetMatches();

/**
 * A window that had an `about:blank` gets a document of the same origin: what was patched stays, listeners are gone. What
 * held for the first is that of the page that made the window; the document brings its own.
 */
function renew(element: HTMLScriptElement): void {
  const told = renewSetup(element);
  if (told) adoptRules(told);
  else renewListeners();
}
