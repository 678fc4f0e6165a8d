import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteActivityLog } from '../activity/sqlite-activity-log.ts';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { createFirstSeen } from '../identity/first-seen.ts';
import { createFlowStore } from '../identity/flow-store.ts';
import { createGrants } from '../identity/grants.ts';
import { createHandoff, type HandoffEvent } from '../identity/handoff.ts';
import { LOGIN_LABEL, signInAddresses, signInAuthority } from '../identity/handoff-paths.ts';
import { openKeyFile } from '../identity/key-file.ts';
import { createLandings } from '../identity/landings.ts';
import { createPartings } from '../identity/partings.ts';
import { createProviderSessions } from '../identity/provider-sessions.ts';
import { createSessionStore, type SessionStore } from '../identity/session-store.ts';
import { openSqliteRecordStore } from '../identity/sqlite-record-store.ts';
import { type HostMap, serializeOrigin } from '../model/host-map.ts';
import type { Route } from '../model/route.ts';
import { createHostMap } from '../rewrite/host-map.ts';
import { createDocumentTransform } from './body/document-transform.ts';
import { createGrantsOf } from './body/grants-of.ts';
import { contentFault } from './content/content-fault.ts';
import { openContentDesk } from './content/open-content-desk.ts';
import { createJarShelf } from './cookies/jar-shelf.ts';
import { deviceHost, openDevices } from './devices/open-devices.ts';
import { createEscapeQuota } from './gateway-routes/escape-quota.ts';
import { createEscapeReports } from './gateway-routes/escape-reports.ts';
import { createGatewayRoutes } from './gateway-routes/gateway-routes.ts';
import { createPageHead } from './gateway-routes/page-head.ts';
import { createPageQuestions } from './gateway-routes/page-questions.ts';
import { createPageReports } from './gateway-routes/page-reports.ts';
import { type Bundle, createRuntimeFiles } from './gateway-routes/runtime-files.ts';
import { hostTable } from './host-table.ts';
import { createConfirmations } from './intervene/confirmations.ts';
import { createGate } from './intervene/gate.ts';
import { createLeftOutNotices } from './intervene/left-out-notices.ts';
import { createNotices } from './intervene/notices.ts';
import { createProtections } from './intervene/protections.ts';
import { createStepUps } from './intervene/step-ups.ts';
import { createAlerts } from './observe/alerts.ts';
import { createMetrics, startInternalListener } from './observe/metrics.ts';
import { createOperationalLog } from './observe/operational-log.ts';
import { signInRow } from './observe/sign-in-row.ts';
import { transformReports } from './observe/transform-reports.ts';
import { openFactSources } from './open-fact-sources.ts';
import { openRenewals } from './open-renewals.ts';
import { openSecondFactor } from './open-second-factor.ts';
import { handoffPages } from './pages/handoff-pages.ts';
import type { PipelineParts } from './pipeline.ts';
import { followPolicyFile } from './policy-file.ts';
import { openBearerTokens, openBroker, openProviders } from './providers.ts';
import { createRefusals } from './refusals.ts';
import { createEntryReview, type EntryReview } from './server/entry-review.ts';
import type { LookOptions } from './server/looks.ts';
import { createServeExchange } from './server/serve-exchange.ts';
import { createServeUpgrade } from './server/serve-upgrade.ts';
import { startServer } from './server/server.ts';
import { createSessionWatch } from './server/session-watch.ts';
import { createPolicyDesk } from './stages/policy-desk.ts';
import { createRecognisers } from './stages/recognise-by-profile.ts';
import { type RecordParts, recordAbandoned, recordJudgements } from './stages/record.ts';
import { createRedirectChains } from './stages/redirect-chains.ts';
import { createAppTable } from './stages/route.ts';
import { openCertificates } from './tls/open-certificates.ts';
import { createSpeakForBrowser } from './upstream/speak-for-browser.ts';
import { type Tap, tappedUpstream } from './upstream/tap.ts';
import { createUpstreamClient, type UpstreamClient } from './upstream/upstream-client.ts';
import { openViewer } from './viewer/open-viewer.ts';
import { createWaits, type WaitOptions } from './waits/waits.ts';

export interface GatewayOptions extends WaitOptions, LookOptions {
  readonly logLevel?: string;
  /** The page runtime's bundles by file name; see src/client/build.ts. */
  readonly bundles: Readonly<Record<string, Bundle>>;
  readonly now?: () => number;
  /** What answers for the apps, instead of the apps themselves. */
  readonly upstream?: UpstreamClient;
  /** Hears what goes to apps and comes back. */
  readonly tap?: Tap;
}

/** A gateway put together, without anything that listens. */
export interface AssembledGateway {
  readonly hosts: HostMap;
  readonly parts: PipelineParts;
  readonly recording: RecordParts;
  readonly sessions: SessionStore;
  readonly review: EntryReview;
  close(): Promise<void>;
}

export interface Gateway {
  readonly port: number;
  /** Port of /healthz, /readyz and /metrics, when configured. */
  readonly metricsPort: number | undefined;
  /** PEM file of the local authority, when it mints the certificates. */
  readonly caFile: string | undefined;
  close(): Promise<void>;
}

/** Puts the parts of one gateway together. Rejects when it cannot open its state. */
export async function assembleGateway(config: GatewayConfig, options: GatewayOptions): Promise<AssembledGateway> {
  const fault = contentFault(config.policies, config);
  if (fault !== undefined) throw new Error(`files could not be looked into: ${fault}`);
  const now = options.now ?? Date.now;
  mkdirSync(config.stateDirectory, { recursive: true, mode: 0o700 });
  const log = createOperationalLog(options.logLevel ?? 'info', 'stderr');
  const metrics = createMetrics();
  const table = hostTable(config);
  const hosts = createHostMap(table);
  const activities = openSqliteActivityLog(join(config.stateDirectory, 'activity.sqlite'), (error) =>
    log.error({ detail: String(error) }, 'activity rows wait to be written'),
  );
  const records = openSqliteRecordStore(join(config.stateDirectory, 'sessions.sqlite'), now);
  const sessions = createSessionStore(records, config.sessions, now);
  const watch = createSessionWatch(sessions, options.looks, (error) =>
    log.error({ detail: String(error) }, 'sessions with something open could not be looked up'),
  );
  const sources = openFactSources(config, now);
  const policies = createPolicyDesk(config, sources, config.deviceCertificates?.tag ?? '');
  const watcher = followPolicyFile(config, policies, log);
  const jars = createJarShelf(
    { load: sessions.attached, save: sessions.attach },
    (error) => log.error({ detail: String(error) }, 'a cookie jar could not be saved'),
    now,
  );
  const stateKey = openKeyFile(join(config.stateDirectory, 'grants.key'));
  const grants = createGrants(stateKey, hosts, sessions, now);
  const host = signInAddresses(signInAuthority(table));
  const signInRoute = ({ type, inbound, open, appId }: HandoffEvent): Route | undefined => {
    const app = config.apps.find(({ id }) => id === appId);
    const [first] = app?.hosts ?? [];
    if (type !== 'sign-in' || !open || !app || !first) return undefined;
    const originUrl = `${serializeOrigin(first.origin)}/`;
    return policies.routeOf({ ...inbound, app, host: first, originUrl, session: open.session });
  };
  const providers = await openProviders(config, { host, records, log, now });
  const renewals = openRenewals({ providers, sessions, records, activities, watch, jars, log, now });
  const direct = options.upstream ?? createUpstreamClient(config.limits);
  const upstream = options.tap ? tappedUpstream(direct, options.tap, now) : direct;
  const broker = await openBroker(config, {
    ...{ host, hosts, records, sessions, stateKey, activities, log, now },
    speak: createSpeakForBrowser(jars, upstream),
  });
  const flows = createFlowStore(records, now);
  const handoff = createHandoff({
    hosts,
    apps: config.apps,
    providers,
    renewals,
    ...broker,
    landings: createLandings(records, now),
    partings: createPartings(records, sessions, now),
    sessions,
    flows,
    secondFactor: openSecondFactor(config, { records, sessions, flows, now }),
    ties: createProviderSessions(records, stateKey),
    grants,
    pages: handoffPages,
    audit: (event) => activities.append(signInRow(event, signInRoute(event))),
    ended: renewals.forget,
    firstSeen: createFirstSeen(records, sources.countryOf, now),
    now,
  });
  const grantsOf = createGrantsOf(grants);
  const documents = createDocumentTransform({
    hosts,
    ...createPageHead(hosts, options.bundles, policies, grantsOf),
    grants: grantsOf,
    ...transformReports(metrics, log),
  });
  const alerts = createAlerts(log, metrics, now);
  const refusals = createRefusals(hosts);
  const asking = {
    signInAuthority: signInAuthority(table),
    records,
    sessions,
    refusals,
    messageOf: policies.messageOf,
    now,
  };
  const confirmations = createConfirmations({ ...asking, append: (row) => activities.append(row) });
  const protections = createProtections(asking);
  const stepUps = createStepUps(handoff, refusals);
  const unseen = 'a file could not be held or looked into';
  const content = openContentDesk(config, now, (error) => log.error({ detail: String(error) }, unseen));
  const viewer = openViewer(config, { ...asking, policies, content, table, bundles: options.bundles });
  const devices = openDevices({
    config,
    records,
    sessions,
    policies,
    log,
    counted: (outcome) => metrics.deviceChecks.inc({ outcome }),
    now,
  });
  const recording: RecordParts = { log, metrics, activities, alerts, now };
  const waits = createWaits(recordAbandoned(recording), options.waitTimes);
  const parts: PipelineParts = {
    hosts,
    apps: createAppTable(config.apps),
    handoff,
    grants: grantsOf,
    gate: createGate(policies, refusals, confirmations, stepUps, content, hosts, protections, viewer.previews),
    recognisers: createRecognisers(config.apps, config.profiles),
    confirmations,
    protections,
    viewer: viewer.desk,
    waits,
    notices: createNotices({
      ...{ records, sessions, policies, now },
      notice: config.notice,
      signInAuthority: signInAuthority(table),
    }),
    policies,
    leftOut: createLeftOutNotices(now),
    uploads: content.uploads,
    redirects: createRedirectChains(hosts, now),
    devices: devices.desk,
    jars,
    upstream,
    transform: documents.transform,
    digests: documents.digests,
    broker,
    tokens: openBearerTokens(config, { log, now }),
    gatewayRoutes: createGatewayRoutes(
      handoff,
      createRuntimeFiles(options.bundles),
      createPageReports(policies, (row) => activities.append(row), alerts),
      createPageQuestions(policies, content, (row) => activities.append(row), alerts),
      createEscapeReports(hosts, policies, createEscapeQuota(now), (row) => activities.append(row)),
      jars,
      broker,
    ),
    refusals,
  };
  const review = createEntryReview({
    ...{ sessions, policies, devices: devices.desk, watch: watch.watch, now, looks: options.looks },
    ended: (exchange, judgement) => recordJudgements({ ...exchange, at: now() }, [judgement], recording),
    failed: (error) => log.error({ detail: String(error) }, 'what is open could not be judged anew'),
  });
  return {
    hosts,
    parts,
    recording,
    sessions,
    review,
    async close() {
      watcher?.close();
      for (const part of [waits, devices, review, watch, renewals, handoff, broker, documents]) part.close();
      await upstream.close();
      await Promise.all([jars.flush(), content.uploads.close(), viewer.close()]);
      await records.close();
      activities.close();
    },
  };
}

/** Starts a gateway. Rejects when it cannot listen or open its state. */
export async function startGateway(config: GatewayConfig, options: GatewayOptions): Promise<Gateway> {
  const assembled = await assembleGateway(config, options);
  const { hosts, parts, recording, review } = assembled;
  const { log, metrics } = recording;
  const tls = await openCertificates(
    config,
    (name) =>
      name === `${LOGIN_LABEL}.${config.suffix}` ||
      hosts.originOf(config.publicPort === 443 ? name : `${name}:${config.publicPort}`) !== undefined,
  );
  const server = await startServer(
    {
      ...config.listen,
      ...config.limits,
      resolveSni: tls.resolve,
      device: config.deviceCertificates && {
        servername: deviceHost(config),
        keyPair: tls.pairFor(deviceHost(config)),
        authorities: config.deviceCertificates.authorities,
      },
    },
    {
      request: createServeExchange(parts, recording, review.watch),
      upgrade: createServeUpgrade(parts, recording, review),
    },
  );
  let ready = true;
  const internal = config.metrics && (await startInternalListener(config.metrics, metrics, () => ready));
  log.info({ port: server.port, apps: config.apps.length, policies: config.policies.length }, 'gateway ready');
  return {
    port: server.port,
    metricsPort: internal?.port,
    caFile: tls.caFile,
    async close() {
      ready = false;
      await server.close();
      await internal?.close();
      await assembled.close();
    },
  };
}
