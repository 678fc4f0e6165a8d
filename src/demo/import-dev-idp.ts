type DevIdpModule = typeof import('./idp/dev-idp.ts');

/**
 * The development provider's module. While loading, its library prints a notice on every release of Node that does not
 * carry the LTS mark; the release that this project pins is the one its tests run on, so the notice would only puzzle.
 */
export async function importDevIdp(): Promise<DevIdpModule> {
  const warn = console.warn;
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('Unsupported runtime')) warn(...words);
  };
  try {
    return await import('./idp/dev-idp.ts');
  } finally {
    console.warn = warn;
  }
}
