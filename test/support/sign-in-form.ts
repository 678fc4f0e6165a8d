import type { Page } from 'playwright-core';

/** Who signs in at a provider's form. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Fills in the form of a provider, which must be shown, and sends it. Rejects with what is shown where there is no form. */
export async function sendSignIn(page: Page, { username, password }: Credentials): Promise<void> {
  await page.fill('input[name=username]', username).catch(async (error: unknown) => {
    throw new Error(`no form at ${page.url()}: ${await page.innerText('body')}`, { cause: error });
  });
  await page.fill('input[name=password]', password);
  await page.press('input[name=password]', 'Enter');
}
