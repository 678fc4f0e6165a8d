/**
 * `node test/record-traffic.ts`: records the demo's apps, without the gateway, as the HAR 1.2 files in fixtures/traffic
 * that integration tests replay as an upstream. Kept: what a page is built from, up to LARGEST bytes an answer, and no
 * header that tells of a person or a time.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { startDemoRoads } from './support/demo-roads.ts';

const LARGEST = 60_000;
const PAGES: Readonly<Record<string, readonly string[]>> = {
  files: ['/', '/docs/handbook', '/docs/customers', '/upload', '/lab'],
  registry: ['/', '/-/web/detail/@corp/design-tokens'],
};
const KEPT_HEADERS =
  /^(content-type|content-disposition|content-security-policy|link|location|vary|etag|cache-control|access-control-.*|set-cookie|x-frame-options|referrer-policy)$/i;

interface Har {
  readonly log: {
    readonly version: string;
    readonly creator: unknown;
    readonly entries: readonly {
      readonly startedDateTime: string;
      readonly request: { readonly method: string; readonly url: string };
      readonly response: {
        readonly status: number;
        readonly statusText: string;
        readonly headers: readonly { readonly name: string; readonly value: string }[];
        readonly content: {
          readonly size: number;
          readonly mimeType: string;
          readonly text?: string;
          readonly encoding?: string;
        };
      };
    }[];
  };
}

const roads = await startDemoRoads();
const scratch = mkdtempSync(join(tmpdir(), 'sallyport-har-'));
const front = new URL(roads.demo.summary.apps[0]!.connect).host;
try {
  for (const [app, paths] of Object.entries(PAGES)) {
    const file = join(scratch, `${app}.har`);
    const browser = await chromium.launch({
      executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', `--host-resolver-rules=MAP *.corp.test ${front}`],
    });
    const context = await browser.newContext({ ignoreHTTPSErrors: true, recordHar: { path: file, content: 'embed' } });
    const page = await context.newPage();
    for (const path of paths) {
      await page.goto(`https://${app}.corp.test${path}`);
      await page.waitForTimeout(1500);
    }
    await context.close();
    await browser.close();
    writeFileSync(
      join('fixtures/traffic', `${app}.har`),
      `${JSON.stringify(kept(JSON.parse(readFileSync(file, 'utf8'))), null, 1)}\n`,
    );
  }
} finally {
  await roads.close();
  rmSync(scratch, { recursive: true, force: true });
}

function kept({ log }: Har): unknown {
  const seen = new Set<string>();
  const entries = log.entries.filter(({ request, response }) => {
    const key = `${request.method} ${request.url}`;
    if (!/^https:\/\/\w+\.corp\.test\//.test(request.url)) return false;
    if (seen.has(key) || response.status < 200 || response.content.size > LARGEST || response.content.size < 0)
      return false;
    seen.add(key);
    return true;
  });
  return {
    log: {
      version: '1.2',
      creator: { name: 'sallyport', version: '1' },
      entries: entries.map(({ request, response }) => ({
        startedDateTime: '2026-01-01T00:00:00.000Z',
        time: 0,
        request: {
          method: request.method,
          url: request.url,
          httpVersion: 'HTTP/1.1',
          cookies: [],
          headers: [],
          queryString: [],
          headersSize: -1,
          bodySize: -1,
        },
        response: {
          status: response.status,
          statusText: response.statusText,
          httpVersion: 'HTTP/1.1',
          cookies: [],
          headers: response.headers.filter(({ name }) => KEPT_HEADERS.test(name)),
          content: response.content,
          redirectURL: '',
          headersSize: -1,
          bodySize: -1,
        },
        cache: {},
        timings: { send: 0, wait: 0, receive: 0 },
      })),
    },
  };
}
