import { type HeaderList, headerValues } from '../../../model/headers.ts';

/** Languages of everything the gateway says to users. The first is for those who speak none of them. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Ranges of a field that are looked at. */
const MOST = 32;

/** The language a browser asks for (RFC 9110 section 12.5.4), by lookup (RFC 4647 section 3.4): `de-CH` is served German. */
export function chooseLanguage(headers: HeaderList): Language {
  const ranges = headerValues(headers, 'accept-language')
    .join(',')
    .split(',', MOST)
    .map((range, index) => {
      const [, tag = '', weight] =
        /^([a-z]{1,8}(?:-[a-z0-9]{1,8})*|\*)(?:\s*;\s*q\s*=\s*([01](?:\.\d{0,3})?))?$/i.exec(range.trim()) ?? [];
      return { tag: tag.toLowerCase(), weight: tag === '' ? 0 : Number(weight ?? 1), index };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight || a.index - b.index);
  for (const { tag } of ranges) {
    const language = LANGUAGES.find((each) => tag === each || tag.startsWith(`${each}-`));
    if (language !== undefined) return language;
  }
  return LANGUAGES[0];
}
