/**
 * On an answer to script, where files of the form that was sent were left out: their names and why, a line each, percent-encoded UTF-8.
 * Of the gateway alone; an app's own is dropped.
 */
export const LEFT_OUT_FIELD = 'sallyport-left-out';
