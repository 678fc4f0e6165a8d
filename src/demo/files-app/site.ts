/** The two hosts of the app: pages, and what they are dressed with. */
export const FILES_HOST = 'files.corp.test';
export const CDN_HOST = 'cdn.corp.test';
export const FILES_ORIGIN = `https://${FILES_HOST}`;
export const CDN_ORIGIN = `https://${CDN_HOST}`;
