import { createHash } from 'node:crypto';
import { siblingOrigin } from '../../identity/sibling-origin.ts';
import type { PageRule } from '../../model/decision.ts';
import type { Screened } from '../../model/exchange.ts';
import { headerValue, headerValues } from '../../model/headers.ts';
import { type HostMap, type Origin, serializeOrigin } from '../../model/host-map.ts';
import type { PageSetup } from '../../model/page-setup.ts';
import type { PageWords } from '../../model/page-words.ts';
import type { PageGuards } from '../../policy/decide.ts';
import { watchesEval } from '../../rewrite/headers/eval-policy.ts';
import { upgradesRequests } from '../../rewrite/headers/upgrade-policy.ts';
import type { GrantsOf } from '../body/grants-of.ts';
import { siteOf } from '../cookies/site.ts';
import { chooseLanguage } from '../pages/texts/choose-language.ts';
import { PAGE_WORDS } from '../pages/texts/page-words.ts';
import { GATEWAY_PATH } from './gateway-routes.ts';
import { markText } from './mark-text.ts';
import type { Bundle } from './runtime-files.ts';

/** The markup and script text that bring the page runtime into documents and workers. */
export interface PageHead {
  /** A script element, first in head; it removes itself. `base` is put before the path of what it loads. */
  head(exchange: Screened, nonce: string, base?: string): string;
  /** Script before a worker's or worklet's own, without a line break, so that the author's line numbers stay. */
  prelude(kind: 'worker' | 'worklet', exchange: Screened): string;
}

/** What is said to one page alone. */
type OfPage = Pick<
  PageSetup,
  'rules' | 'exchangeId' | 'words' | 'mark' | 'request' | 'watchesEval' | 'leftOut' | 'alone'
>;

/** What pages may have to keep -> the bundle that can. */
const BUNDLES = { none: 'runtime.js', rules: 'guarded.js', questions: 'asking.js' } as const satisfies Record<
  PageGuards,
  string
>;
/** What workers keep: they make files, and documents that the browser's own viewer would show. */
const OF_WORKERS = /^(?:download|copy|print)$/;
/** Only scripts with a digest that are asked for with CORS are let in (Integrity-Policy, SRI 3.9). */
const WANTS_DIGESTS = ['integrity-policy', 'integrity-policy-report-only'];
const POLICIES = ['content-security-policy', 'content-security-policy-report-only'];

export function createPageHead(
  hosts: HostMap,
  bundles: Readonly<Record<string, Bundle>>,
  policies: {
    readonly pageRules: (exchange: Screened) => readonly PageRule[];
    readonly pageGuards: () => PageGuards;
    readonly marksPage: (exchange: Screened) => boolean;
  },
  grants: GrantsOf,
): PageHead {
  const url = (name: string): string => `${GATEWAY_PATH}${name}?v=${bundles[name]?.hash ?? ''}`;

  function setup(exchange: Screened, realm: Origin, ofPage: OfPage): string {
    const { framing: _framing, report: _report, rules: _rules, ...own } = grants(exchange);
    const value: PageSetup = {
      hosts: hosts.table,
      origin: serializeOrigin(realm),
      site: siteOf(realm.host),
      grants: {
        origins: exchange.app.hosts.map(({ origin }) => serializeOrigin(origin)),
        ...own,
      },
      appName: exchange.app.name,
      ...(headerValues(exchange.responseHeaders, 'content-security-policy').some(upgradesRequests)
        ? { upgrades: true }
        : {}),
      ...ofPage,
    };
    return JSON.stringify(value);
  }

  /** A module of another host runs in the realm that imports it, perhaps as its first one. */
  function realmOf(exchange: Screened): Origin {
    const asker = siblingOrigin(exchange, hosts);
    return (asker && hosts.originOf(asker.slice('https://'.length))) || exchange.host.origin;
  }

  const leftOut = (text: string | undefined): Pick<OfPage, 'leftOut'> => (text === undefined ? {} : { leftOut: text });
  const pageOf = (exchange: Screened): OfPage => ({
    ...leftOut(exchange.leftOutHere?.()),
    ...guarded(exchange, policies.pageRules(exchange)),
    exchangeId: exchange.id,
    ...inWords(PAGE_WORDS[chooseLanguage(exchange.headers)]),
    ...(exchange.alone === undefined ? {} : { alone: exchange.alone }),
    ...(isMarked(exchange) ? { mark: markText(exchange) } : {}),
    ...(POLICIES.some((name) => headerValues(exchange.responseHeaders, name).some(watchesEval))
      ? { watchesEval: true }
      : {}),
  });
  const inWords = (words: PageWords | undefined): Pick<OfPage, 'words'> => (words ? { words } : {});
  const guarded = ({ method, target }: Screened, rules: readonly PageRule[]): Pick<OfPage, 'rules' | 'request'> => ({
    rules,
    ...(rules.length > 0 ? { request: { method, path: target.split('?', 1)[0]! } } : {}),
  });
  // What was judged knows more of the page than what can be said of any; frames are not judged.
  const isMarked = (exchange: Screened): boolean =>
    exchange.judgement?.decision.matches.some(({ action }) => action === 'watermark') === true ||
    policies.marksPage(exchange);

  const workerRules = (exchange: Screened): readonly PageRule[] =>
    policies.pageRules(exchange).flatMap(({ message: _, ...rule }) => (OF_WORKERS.test(rule.activity) ? [rule] : []));

  const digests = new Map<string, string>();
  const digestOf = (name: string): string => {
    const known =
      digests.get(name) ??
      createHash('sha256')
        .update(bundles[name]?.code ?? '')
        .digest('base64');
    digests.set(name, known);
    return known;
  };
  const vouched = ({ responseHeaders }: Screened, name: string): string =>
    WANTS_DIGESTS.some((field) => headerValue(responseHeaders, field) !== undefined)
      ? ` crossorigin="anonymous" integrity="sha256-${digestOf(name)}"`
      : '';

  const base64 = (text: string): string => Buffer.from(text).toString('base64url');
  return {
    head(exchange, nonce, base = '') {
      const name = BUNDLES[policies.pageGuards()];
      return `<script src="${base}${url(name)}"${vouched(exchange, name)} nonce="${nonce}" data-sallyport="${base64(setup(exchange, exchange.host.origin, pageOf(exchange)))}"></script>`;
    },
    // Nothing of the one exchange: a browser replaces a service worker when a byte of its script has changed.
    prelude: (kind, exchange) =>
      `(${bundles[`${kind}.js`]?.code})(${setup(exchange, realmOf(exchange), { ...guarded(exchange, workerRules(exchange)), exchangeId: '' })});`,
  };
}
