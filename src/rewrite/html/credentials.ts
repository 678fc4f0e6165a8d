/** The attributes of one element by name (lower case), decoded. */
export type AttributeValue = (name: string) => string | undefined;

/**
 * Elements with a `crossorigin` attribute, and when they load with CORS even without one. To the browser a sibling host of
 * an app is another origin of the gateway, and the gateway lets nobody in without its cookie, which `anonymous` withholds.
 */
const CORS_ELEMENTS: Readonly<Record<string, (value: AttributeValue) => boolean>> = {
  script: (value) => /^[\t\n\f\r ]*module[\t\n\f\r ]*$/i.test(value('type') ?? ''),
  link: (value) => {
    const relations = (value('rel') ?? '').toLowerCase().split(/[\t\n\f\r ]+/);
    return (
      relations.includes('modulepreload') || (relations.includes('preload') && value('as')?.toLowerCase() === 'font')
    );
  },
  img: () => false,
  audio: () => false,
  video: () => false,
  image: () => false,
  feimage: () => false,
};

/** Whether an element whose URL was mapped must ask with credentials: its own `anonymous` changed, or the attribute added. */
export function credentialChange(element: string, value: AttributeValue): 'change' | 'add' | undefined {
  const always = CORS_ELEMENTS[element];
  if (always === undefined) return undefined;
  const state = value('crossorigin');
  if (state === undefined) return always(value) ? 'add' : undefined;
  return state.toLowerCase() === 'use-credentials' ? undefined : 'change';
}
