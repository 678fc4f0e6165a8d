import { launchChromium, type TestBrowser } from './chromium.ts';
import { sendSignIn } from './sign-in-form.ts';

/** A browser in which alice is signed in to the app at `home`, whose pages have an element `#app`. */
export async function launchSignedIn(home: string): Promise<TestBrowser> {
  const browser = await launchChromium();
  try {
    const page = await browser.context.newPage();
    await page.goto(home);
    await sendSignIn(page, { username: 'alice', password: 'a' });
    await page.waitForSelector('#app');
    await page.close();
    return browser;
  } catch (error) {
    // Nobody else could close it, and a test file does not end before its browser.
    await browser.close();
    throw error;
  }
}
