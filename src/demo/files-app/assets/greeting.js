const source = new URL(import.meta.url);

export const greeting = `loaded from ${source.origin}`;
