/**
 * On an answer to script of another host of its app: the copies of cookies that it changes for the asking page's host as well, in Set-Cookie's words, a line
 * each, percent-encoded. Of the gateway alone; an app's own is dropped.
 */
export const COOKIES_FIELD = 'sallyport-cookies';
