/** What a client says of itself. A claim, never a proof. */
export interface UserAgent {
  readonly client: 'browser' | 'native' | undefined;
  readonly deviceType: 'pc' | 'mobile' | 'tablet' | undefined;
  readonly robot: boolean;
}

const ROBOT =
  /bot\b|crawl|spider|slurp|headless|curl\/|wget\/|python-|go-http-client|java\/|okhttp|node-fetch|axios\//i;
/** Desktop and mobile apps that sign in by a web view or by HTTP of their own. */
const NATIVE =
  /microsoft office|ms-?office|outlook|teams\/|onedrive|skydrive|\bslack|electron\/|zoom|dropbox|; wv\)|cfnetwork|darwin\/|okhttp|dalvik|webview|curl\/|wget\/|python-|go-http-client|java\/|node-fetch|axios\//i;
/** Every browser since 1994 begins so; what it is follows. */
const BROWSER = /^mozilla\/5\.0 .*(gecko\/|applewebkit\/|trident\/|chrome\/|safari\/|firefox\/)/i;

/** First that fits wins: tablets say "mobile" too. */
const DEVICE_TYPES: ReadonlyArray<readonly [RegExp, NonNullable<UserAgent['deviceType']>]> = [
  [/ipad|tablet|kindle|silk\/|android(?!.*mobile)/i, 'tablet'],
  [/iphone|ipod|mobile|android/i, 'mobile'],
  [/windows nt|macintosh|x11|cros /i, 'pc'],
];

/** Characters looked at: no client needs more, and the patterns are quadratic at worst. */
export const LOOKED_AT = 1024;

/** Whether a client calls itself a mobile or desktop app. */
export function isNative(text: string | undefined): boolean {
  return readUserAgent(text)?.client === 'native';
}

/** The last one read. Every policy with a condition on it asks for the same. */
let last: { readonly text: string; readonly read: UserAgent } | undefined;

/** Undefined without a header. */
export function readUserAgent(text: string | undefined): UserAgent | undefined {
  if (text === undefined || text === '') return undefined;
  if (last?.text !== text) last = { text, read: read(text.slice(0, LOOKED_AT)) };
  return last.read;
}

function read(start: string): UserAgent {
  return {
    client: NATIVE.test(start) ? 'native' : BROWSER.test(start) ? 'browser' : undefined,
    deviceType: DEVICE_TYPES.find(([pattern]) => pattern.test(start))?.[1],
    robot: ROBOT.test(start),
  };
}
