import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join, normalize } from 'node:path';
import type { Page } from 'playwright-core';
import { APP, type AppInstance, type AppOnRoad } from '../../support/app-roads.ts';
import { type Road, until } from '../../support/road.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.txt': 'text/plain',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};
/** What the package's own `_headers` file asks of whoever serves it: isolation, and a policy without inline script. */
const HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'content-security-policy':
    "default-src 'self' blob:; img-src 'self' blob: data:; script-src 'self' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; connect-src http: https:;",
};

/** Actual Budget without a server of its own: service worker, shared worker, worker, SQLite in WebAssembly over IndexedDB. */
export async function startActualBudget(): Promise<AppInstance> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@actual-app/web/package.json')), 'build');
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent((request.url ?? '/').replace(/[?#].*/, '')));
    const asked = join(folder, path);
    const file = existsSync(asked) && statSync(asked).isFile() ? asked : join(folder, 'index.html');
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { ...HEADERS, 'content-type': type }).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    // Everything is in the browser.
    stored: () => ({}),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What of the account's page does not hang on the day. */
async function account(page: Page): Promise<unknown> {
  await page.waitForSelector('[data-testid=transaction-table]');
  await until(page, "document.querySelectorAll('[data-testid=transaction-table] [data-testid=row]').length > 1");
  return page.evaluate(`({
    balances: [...document.querySelectorAll('[data-testid=account-balance]')].map((each) => each.textContent),
    rows: [...document.querySelectorAll('[data-testid=transaction-table] [data-testid=row]')].map((row) =>
      ['notes', 'category', 'debit', 'credit'].map((cell) => row.querySelector('[data-testid=' + cell + ']')?.innerText.trim() ?? null)),
    isolated: crossOriginIsolated,
  })`);
}

/** Into a cell of the new row, once that is ready to take it. */
async function write(page: Page, cell: string, text: string): Promise<void> {
  await page.click(`[data-testid=new-transaction] [data-testid=${cell}]`);
  await until(page, `document.activeElement.closest('[data-testid=${cell}]') && 'value' in document.activeElement`);
  await page.keyboard.type(text);
  await until(page, `document.activeElement.value === '${text}'`);
}

async function enter(page: Page, notes: string, payment: string): Promise<void> {
  await page.click('button:has-text("Add New")');
  await write(page, 'notes', notes);
  await write(page, 'debit', payment);
  await page.keyboard.press('Tab');
  await page.click('[data-testid=add-button]');
  // It is in the table when the worker has written it.
  await until(
    page,
    `[...document.querySelectorAll('[data-testid=transaction-table] [data-testid=row]')].some((row) => row.innerText.includes('${notes}'))`,
  );
  await page.click('[data-testid=new-transaction] button:has-text("Cancel")');
}

/** A few minutes with Actual Budget: an account, entries, a reload without its server through its service worker. */
export async function useActualBudget(road: Road, app: AppOnRoad): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {};
  const page = await road.open(`${APP}/`);
  await page.click('text=Start budgeting');
  await page.click('text=Add account');
  await page.fill('input[name=name]', 'Bank');
  await page.click('input[name=balance]');
  await page.keyboard.type('100');
  await page.click('button:text-is("Create")');
  await enter(page, `see ${APP}/notes`, '12.34');
  seen['account'] = await account(page);
  seen['service workers'] = await page.evaluate(`navigator.serviceWorker.ready.then((found) => [
    found.active.scriptURL, found.scope,
  ])`);
  seen['cached'] = await page.evaluate(`(async () => {
    const names = (await caches.keys()).sort();
    const urls = [];
    for (const name of names) for (const request of await (await caches.open(name)).keys()) urls.push(request.url);
    return [names, urls.sort()];
  })()`);

  app.answers(false);
  await page.reload();
  seen['offline'] = await account(page);
  seen['controller'] = await page.evaluate('navigator.serviceWorker.controller.scriptURL');
  // An account's id differs each time.
  seen['where'] = await page.evaluate(
    "Function('return [location.href, document.URL, origin]')().map((each) => each.replace(/[0-9a-f-]{36}/, ''))",
  );
  await enter(page, 'without a server', '1.00');
  seen['offline, one more'] = await account(page);
  app.answers(true);
  await page.reload();
  seen['online again'] = await account(page);
  await page.close();
  return seen;
}
