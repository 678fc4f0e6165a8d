import type { Answer, BrowserClient } from './browser-client.ts';

export interface FormSteps {
  /** What a person writes into a sign-in form; without it the way ends at one. */
  readonly fill?: Readonly<Record<string, string>>;
  /** Told the fields of each form that is sent. */
  readonly sent?: (fields: Readonly<Record<string, string>>) => void;
}

/** Sends forms, as a page with script or a person would, until a page has none that it knows. */
export async function followForms(
  browser: BrowserClient,
  first: Answer,
  { fill, sent }: FormSteps = {},
): Promise<Answer> {
  let page = first;
  for (let step = 0; step < 8; step++) {
    const html = page.body.toString();
    const form = /<form[^>]*>/.exec(html)?.[0] ?? '';
    const fields = Object.fromEntries(
      [...html.matchAll(/<input[^>]*>/g)].flatMap(([tag]) => {
        const name = /name="([^"]*)"/.exec(tag)?.[1];
        return name === undefined ? [] : [[decode(name), decode(/value="([^"]*)"/.exec(tag)?.[1] ?? '')]];
      }),
    );
    const asks = 'username' in fields;
    const travels = ['SAMLResponse', 'SAMLRequest', 'code'].some((name) => name in fields);
    if (asks ? fill === undefined : !travels) return page;
    const all = asks ? { ...fields, ...fill } : fields;
    sent?.(all);
    const action = new URL(decode(/action="([^"]*)"/.exec(form)?.[1] ?? '?'), page.url).href;
    page = await browser.navigate(action, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(asks ? {} : { cookie: sameSite(action, page.url) ? browser.jar.getCookieStringSync(action) : '' }),
      },
      body: new URLSearchParams(all).toString(),
    });
  }
  throw new Error(`forms without end, last ${page.url}`);
}

const sameSite = (one: string, other: string): boolean => new URL(one).hostname === new URL(other).hostname;
const decode = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|quot|amp|lt|gt);/gi, (whole, hex?: string, decimal?: string) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return { '&quot;': '"', '&amp;': '&', '&lt;': '<', '&gt;': '>' }[whole.toLowerCase()] ?? whole;
  });
