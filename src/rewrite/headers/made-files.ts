/**
 * The policy of a page whose files must not be saved, as a field of its own beside the app's: no frame shows a `data:` URL, which would be
 * saved where its type is none that is shown. It falls back to nothing and loosens nothing (CSP3 section 8.1).
 */
export const MADE_FILES_POLICY = 'frame-src blob: *';
