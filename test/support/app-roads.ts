import assert from 'node:assert/strict';
import { launchChromium } from './chromium.ts';
import { passTo, passUpgradeTo } from './pass-to.ts';
import { type Road, roadOf } from './road.ts';
import { sendSignIn } from './sign-in-form.ts';
import { startTestGateway, USERS } from './test-gateway.ts';

/** Where an app believes it is. */
export const APP_HOST = 'wiki.corp.test';
export const APP = `https://${APP_HOST}`;

/** An app that runs, with nothing in it yet. */
export interface AppInstance {
  /** On loopback, without TLS. */
  readonly port: number;
  /** What it keeps, by name, without what differs by time. */
  stored(): Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

export type StartApp = () => Promise<AppInstance>;
/** What was seen and got on the way, in the origin's words, without what differs by time. */
export type Journey = (road: Road, app: AppOnRoad) => Promise<Record<string, unknown>>;

/** The app as far as a journey has it in hand. */
export interface AppOnRoad {
  /** Lets it be there, or not be there for anybody, as on a bad day of its servers. */
  answers(does: boolean): void;
}

const SUFFIX = '.mcas.localhost';
/** Milliseconds that an app may take over an answer, and a journey between two requests: many, on a machine with more to do. */
const PATIENCE = 600_000;

/**
 * Uses a fresh instance of an app bare and another one through the gateway: what is seen and what the app has stored
 * must be the same, no request may leave the gateway, no suffix host may reach the app's store.
 */
export async function useOnBothRoads(startApp: StartApp, use: Journey): Promise<void> {
  let upgrade: ReturnType<typeof passUpgradeTo> = (_request, socket) => void socket.destroy();
  const gateway = await startTestGateway({
    handler: (_request, response) => void response.destroy(),
    onUpgrade: (...opening) => upgrade(...opening),
    change: (config) => ({
      ...config,
      sessions: { idle: PATIENCE, absolute: PATIENCE },
      apps: config.apps.map((each) => ({
        ...each,
        timeouts: { connect: PATIENCE, headers: PATIENCE, body: PATIENCE },
      })),
    }),
  });
  const tail = `${SUFFIX}:${gateway.port}`;
  const run = async (road: Road) => {
    const app = await startApp();
    try {
      const answers = (does: boolean): void =>
        gateway.origin.respond(does ? passTo(app.port) : (_request, response) => void response.destroy());
      answers(true);
      upgrade = passUpgradeTo(app.port);
      return { seen: await use(road, { answers }), stored: await app.stored() };
    } catch (error) {
      throw new Error(`the journey broke off; errors on the way: ${road.problems.join('\n')}`, { cause: error });
    } finally {
      await app.close();
    }
  };
  const browsers = [
    await launchChromium(`MAP ${APP_HOST}:443 127.0.0.1:${gateway.origin.port}`),
    await launchChromium(),
  ];
  try {
    const bare = roadOf(browsers[0]!, { tail, isOwn: (name) => name === APP_HOST, at: (url) => url });
    const through = roadOf(browsers[1]!, {
      tail,
      isOwn: (name) => name.endsWith(SUFFIX) || name === 'idp.corp.localhost',
      at: (url) => url.replace(APP, APP + tail),
    });
    const expected = await run(bare);
    gateway.origin.respond((_request, response) => void response.end('<!doctype html><title>Signed in</title>'));
    await signIn(through);
    const found = await run(through);
    assertAlike(found.seen, expected.seen);
    assertAlike(found.stored, expected.stored);
    assert.deepEqual(
      through.problems.filter((problem) => !bare.problems.includes(problem)),
      [],
    );
    // Hosts of no app are left alone (docs/limits.md); the gateway must not lead to more of them.
    assert.deepEqual(
      hostsOf(through.outside).filter((host) => !hostsOf(bare.outside).includes(host)),
      [],
    );
    assert.doesNotMatch(JSON.stringify(found), /mcas|sallyport/);
  } finally {
    for (const browser of browsers) await browser.close();
    await gateway.close();
  }
}

const hostsOf = (urls: readonly string[]): string[] => urls.map((url) => new URL(url).host);

/** Text is shown where it begins to differ only, since what apps store is long. */
function assertAlike(found: Readonly<Record<string, unknown>>, expected: Readonly<Record<string, unknown>>): void {
  assert.deepEqual(Object.keys(found), Object.keys(expected));
  for (const [what, value] of Object.entries(expected)) {
    const other = found[what];
    if (typeof value !== 'string' || typeof other !== 'string') assert.deepEqual(other, value, what);
    else if (other !== value) {
      const at = value.split('').findIndex((letter, index) => letter !== other[index]);
      const near = (text: string): string => text.slice(Math.max(0, at - 80), at + 200);
      assert.equal(near(other), near(value), `${what}, at letter ${at} of ${value.length}`);
      assert.fail(`${what} goes on behind letter ${value.length}`);
    }
  }
}

async function signIn(road: Road): Promise<void> {
  const [user] = USERS;
  const page = await road.open(`${APP}/signed-in`);
  await sendSignIn(page, user!);
  await page.waitForURL(road.at(`${APP}/signed-in`));
  await page.close();
}
