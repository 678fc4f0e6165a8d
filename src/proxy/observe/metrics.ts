import { createServer, type Server } from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Counters the stages feed. Labels are closed sets or app ids: never a user, a host a client chose, or a URL. */
export interface Metrics {
  readonly registry: Registry;
  readonly exchanges: Counter<'app' | 'outcome'>;
  readonly duration: Histogram<'app'>;
  readonly bytes: Counter<'app' | 'direction'>;
  readonly decisions: Counter<'activity' | 'action'>;
  readonly inspections: Counter<'status' | 'malware' | 'action'>;
  readonly alerts: Counter<'policy' | 'severity'>;
  readonly deviceChecks: Counter<'outcome'>;
  readonly rewrites: Counter<'type' | 'result'>;
  readonly tunnels: Gauge<'app'>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    exchanges: new Counter({
      name: 'sallyport_exchanges_total',
      help: 'Exchanges by app and how they ended: answered, refused or a failure code.',
      labelNames: ['app', 'outcome'],
      registers,
    }),
    duration: new Histogram({
      name: 'sallyport_exchange_seconds',
      help: 'Seconds from the request header to the last byte of the answer.',
      labelNames: ['app'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
      registers,
    }),
    bytes: new Counter({
      name: 'sallyport_body_bytes_total',
      help: 'Body bytes to the browser.',
      labelNames: ['app', 'direction'],
      registers,
    }),
    decisions: new Counter({
      name: 'sallyport_decisions_total',
      help: 'Policy decisions on recognised activities.',
      labelNames: ['activity', 'action'],
      registers,
    }),
    inspections: new Counter({
      name: 'sallyport_inspections_total',
      help: 'Files that policies asked the content of, by how much of it could be read, what scanners said, and what became of the file.',
      labelNames: ['status', 'malware', 'action'],
      registers,
    }),
    alerts: new Counter({
      name: 'sallyport_alerts_total',
      help: 'Alerts raised by policies, up to the daily limit of each.',
      labelNames: ['policy', 'severity'],
      registers,
    }),
    deviceChecks: new Counter({
      name: 'sallyport_device_checks_total',
      help: 'Client certificates asked for, by what came of it.',
      labelNames: ['outcome'],
      registers,
    }),
    rewrites: new Counter({
      name: 'sallyport_rewrites_total',
      help: 'Bodies by type and result: rewritten, untouched, unparsable, oversized.',
      labelNames: ['type', 'result'],
      registers,
    }),
    tunnels: new Gauge({
      name: 'sallyport_tunnels',
      help: 'WebSocket tunnels open now.',
      labelNames: ['app'],
      registers,
    }),
  };
}

export interface InternalListener {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * The operator's own listener: /healthz (the process answers), /readyz (it can serve), /metrics (Prometheus text).
 * Never on the public port.
 */
export async function startInternalListener(
  address: { readonly host: string; readonly port: number },
  metrics: Metrics,
  ready: () => boolean,
): Promise<InternalListener> {
  const routes: Readonly<Record<string, () => Promise<[status: number, type: string, body: string]>>> = {
    '/healthz': async () => [200, 'text/plain', 'ok\n'],
    '/readyz': async () => (ready() ? [200, 'text/plain', 'ready\n'] : [503, 'text/plain', 'not ready\n']),
    '/metrics': async () => [200, metrics.registry.contentType, await metrics.registry.metrics()],
  };
  const server: Server = createServer((request, response) => {
    const route = request.method === 'GET' ? routes[request.url ?? ''] : undefined;
    if (!route) {
      response.writeHead(404).end();
      return;
    }
    route().then(
      ([status, type, body]) => response.writeHead(status, { 'content-type': type }).end(body),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, resolve);
  });
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound ? bound.port : address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
