import type { BearerTokens } from '../identity/bearer-tokens.ts';
import type { Broker } from '../identity/broker/broker.ts';
import type { Handoff } from '../identity/handoff.ts';
import type { Identified, Inbound, Judgement, Reply } from '../model/exchange.ts';
import { Failure } from '../model/failure.ts';
import type { HeaderList } from '../model/headers.ts';
import type { HostMap } from '../model/host-map.ts';
import { askedAnonymously } from '../rewrite/headers/asked-anonymously.ts';
import type { TransformDocument, TranslateDigests } from './body/document-transform.ts';
import { grantVariant } from './body/grant-variant.ts';
import type { GrantsOf } from './body/grants-of.ts';
import { translateReport } from './body/translate-report.ts';
import { withGuessedType } from './body/untyped-document.ts';
import { askWhole } from './content/ask-whole.ts';
import { noteUpload, uploadGoesOn } from './content/place-in-upload.ts';
import type { UploadsInPieces } from './content/uploads-in-pieces.ts';
import { openCookies } from './cookies/exchange-cookies.ts';
import type { JarShelf } from './cookies/jar-shelf.ts';
import type { DeviceDesk } from './devices/device-desk.ts';
import type { GatewayRoutes } from './gateway-routes/gateway-routes.ts';
import { toldDigests } from './gateway-routes/told-digests.ts';
import type { Confirmations } from './intervene/confirmations.ts';
import type { Gate } from './intervene/gate.ts';
import type { LeftOutNotices } from './intervene/left-out-notices.ts';
import type { Notices } from './intervene/notices.ts';
import type { Protections } from './intervene/protections.ts';
import { refuseSpeculation } from './intervene/speculation.ts';
import type { Refusals } from './refusals.ts';
import { earlyHints, type LinkParts } from './stages/answered-links.ts';
import { authenticate } from './stages/authenticate.ts';
import { enforceRequest } from './stages/enforce-request.ts';
import { enforceResponse } from './stages/enforce-response.ts';
import { createFetchFile } from './stages/fetch-file.ts';
import { grantedAnswer } from './stages/granted-answer.ts';
import { asHanded, type HandedAnswer, handedAnswer } from './stages/handed-answer.ts';
import { heedPreflight } from './stages/heed-preflight.ts';
import { leadToSibling } from './stages/lead-to-sibling.ts';
import type { PolicyDesk } from './stages/policy-desk.ts';
import type { Recognisers } from './stages/recognise-by-profile.ts';
import type { RedirectChains } from './stages/redirect-chains.ts';
import { rewriteRequest } from './stages/rewrite-request.ts';
import { rewriteResponse } from './stages/rewrite-response.ts';
import { type AppTable, route } from './stages/route.ts';
import { showAlone } from './stages/show-alone.ts';
import { signsInHere } from './stages/signs-in-here.ts';
import { askUpstream } from './stages/upstream.ts';
import type { UpstreamClient } from './upstream/upstream-client.ts';
import { upstreamFailure } from './upstream/upstream-failure.ts';
import type { ViewerDesk } from './viewer/viewer-desk.ts';
import type { Holding } from './waits/holding.ts';
import type { Ended, Waits } from './waits/waits.ts';

/** Everything an exchange passes through. Made once by the gateway. */
export interface PipelineParts {
  readonly hosts: HostMap;
  readonly apps: AppTable;
  readonly handoff: Handoff;
  readonly tokens: BearerTokens;
  readonly grants: GrantsOf;
  readonly gate: Gate;
  readonly recognisers: Recognisers;
  readonly confirmations: Pick<Confirmations, 'handle'>;
  readonly protections: Pick<Protections, 'handle'>;
  readonly viewer: Pick<ViewerDesk, 'handle' | 'mayFrame'>;
  readonly notices: Notices;
  readonly leftOut: LeftOutNotices;
  readonly waits: Waits;
  readonly policies: Pick<
    PolicyDesk,
    'contentNeeds' | 'changesBodies' | 'pageRules' | 'marksPage' | 'touches' | 'judgeMasks' | 'whenReplaced'
  >;
  readonly uploads: UploadsInPieces;
  readonly redirects: RedirectChains;
  readonly devices: DeviceDesk;
  readonly jars: JarShelf;
  readonly upstream: UpstreamClient;
  readonly transform: TransformDocument;
  readonly digests: TranslateDigests;
  readonly gatewayRoutes: GatewayRoutes;
  readonly broker: Pick<Broker, 'inside'>;
  readonly refusals: Refusals;
}

/** The reply and how far the exchange came: what `record` needs once the last byte is gone. */
export type Finished = Ended;

/**
 * The one pipeline (docs/lifecycle.md). Never rejects: whatever fails becomes a refusal with a code, because letting
 * something through unchecked is the one outcome that must not exist.
 */
export async function runPipeline(
  inbound: Inbound,
  parts: PipelineParts,
  signal: AbortSignal,
  onInformation: (status: number, headers: HeaderList) => void,
): Promise<Finished> {
  const holding = parts.waits.begin(inbound);
  if (holding === undefined) return run(inbound, parts, signal, onInformation, undefined);
  const either = AbortSignal.any([signal, holding.abort.signal]);
  return parts.waits.orPage(holding, run(inbound, parts, either, onInformation, holding));
}

async function run(
  inbound: Inbound,
  parts: PipelineParts,
  signal: AbortSignal,
  onInformation: (status: number, headers: HeaderList) => void,
  holding: Holding | undefined,
): Promise<Finished> {
  let furthest: Inbound | Identified = inbound;
  const judgements: Judgement[] = [];
  let handed: HandedAnswer | undefined;
  const finish = (reply: Reply): Finished => ({
    furthest,
    reply: handed ? asHanded(reply, handed) : reply,
    judgements,
    error: undefined,
  });
  try {
    const own =
      (await parts.devices.handle(inbound)) ??
      (await parts.confirmations.handle(inbound)) ??
      (await parts.protections.handle(inbound)) ??
      (await parts.viewer.handle(inbound)) ??
      (await parts.notices.handle(inbound)) ??
      (await parts.gatewayRoutes.beforeSession(inbound));
    if (own) return finish(own);
    const routed = route(inbound, parts.hosts, parts.apps);
    furthest = routed;
    const authenticated = await authenticate(routed, parts.handoff, parts.tokens);
    if ('reply' in authenticated) return finish(authenticated.reply);
    const identified = await parts.devices.known(authenticated);
    furthest = identified;
    const { open, app } = identified;
    const given = open && (await handedAnswer(identified));
    if (given && 'reply' in given) return finish(given.reply);
    handed = given;
    const asking = handed?.exchange ?? identified;
    const waited = open && (await parts.waits.handle({ ...asking, open }));
    if (waited) return 'furthest' in waited ? waited : finish(waited);
    const page =
      open &&
      ((await parts.gatewayRoutes.withSession({ ...asking, open })) ??
        (await parts.devices.lead({ ...asking, open })) ??
        (await parts.notices.lead({ ...asking, open })));
    if (page) return finish(page);
    const early = refuseSpeculation(asking, parts.policies);
    if (early) return finish(early);
    const permitted = await enforceRequest(asking, parts.gate, parts.recognisers);
    judgements.push(...permitted.judgements);
    if ('reply' in permitted) return finish(permitted.reply);
    const signedIn = open && (await parts.gatewayRoutes.permitted({ ...permitted.exchange, open }));
    if (signedIn) return finish(signedIn);
    const told = await translateReport(permitted.exchange, parts.hosts);
    if ('reply' in told) return finish(told.reply);
    const kept = askedAnonymously(asking) ? undefined : open;
    const jar = kept && (await parts.jars.jarOf(kept, app.id));
    const { hosts, upstream } = parts;
    const translated: LinkParts['translated'] = (resources) =>
      parts.digests(told.exchange, resources, createFetchFile(told.exchange, jar, hosts, upstream, signal));
    const digests = await toldDigests(told.exchange, translated);
    if (digests) return finish(digests);
    const cookies = jar && openCookies(permitted.exchange, jar, parts.hosts);
    const { grants } = parts;
    const links = { hosts, grants, translated };
    const hints = earlyHints(told.exchange, links, onInformation);
    const variant = grantVariant(asking, () => grants(asking));
    const led = parts.redirects.ledBy(asking);
    const view = rewriteRequest(askWhole(told.exchange, parts.policies), parts.hosts, cookies?.header, variant, led);
    const refused = handed ? undefined : await heedPreflight(told.exchange, view, parts.upstream, signal);
    if (refused) return finish(refused);
    uploadGoesOn(told.exchange, parts.uploads);
    const taken = signsInHere(
      handed
        ? { ...told.exchange, ...handed.answer }
        : await askUpstream(told.exchange, view, parts.upstream, signal, hints),
      parts.broker,
    );
    furthest = taken;
    const asked = await noteUpload(taken, parts.uploads);
    cookies?.answered(asked.responseHeaders);
    if (kept) parts.jars.touched(kept, app.id);
    const answered = await withGuessedType(open || identified.session.byToken ? asked : await grantedAnswer(asked));
    const screened = await enforceResponse(answered, parts.gate, open, handed !== undefined, holding);
    judgements.push(...screened.judgements);
    if ('reply' in screened) return finish(screened.reply);
    const alone = await showAlone(screened.exchange, parts.policies);
    const shown = parts.leftOut.onPage(parts.viewer.mayFrame(alone));
    const fetchFile = createFetchFile(shown, jar, parts.hosts, parts.upstream, signal);
    const fields = cookies?.fields() ?? [];
    const { transform, policies } = parts;
    const written = await rewriteResponse(shown, fields, links, transform, fetchFile, variant, policies.pageRules);
    const leading = open ? leadToSibling({ ...shown, open }, written, hosts, grants, parts.handoff) : written;
    return finish(parts.leftOut.told(shown, parts.redirects.lead(shown, leading)));
  } catch (error) {
    const failure = failureOf(error, furthest);
    return { furthest, reply: parts.refusals.failure(furthest, failure), judgements, error: failure };
  }
}

/** An answer that breaks off or does not decode while its beginning is judged is the app's failure, not the gateway's. */
function failureOf(error: unknown, furthest: Inbound): Failure {
  if (error instanceof Failure) return error;
  // The client's parser names what it cannot read, mostly without a code.
  const { name, code = name } = error instanceof Error ? (error as NodeJS.ErrnoException) : { name: '' };
  if ('responseHeaders' in furthest && /^(UND_ERR|ECONN|EPIPE|Z_|ERR_|HPE_|HTTPParserError$)/.test(code))
    return upstreamFailure(error, furthest.authority);
  return new Failure('internal', String(error), error);
}
