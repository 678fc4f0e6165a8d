/** In the stacks of any browser, as the page reads them, without the frames of the runtime. */
const FIRST_FRAME = /(https?:\/\/[^\s()]+?):\d+:\d+/;
/** Frames of natives and of code made of text are passed over. */
const FRAMES = 32;

/**
 * Where the script is that now makes code out of text, since `import()` there is relative to it (HTML 8.1.6.7.3, the active
 * script). The engine takes the function that has called it for that, which is one of the runtime.
 */
export function callerBase(): string | undefined {
  const url = FIRST_FRAME.exec(stackOfNow())?.[1];
  if (typeof document === 'undefined') return url;
  return url === undefined || url === document.URL.replace(/#.*/s, '') ? document.baseURI : url;
}

/** What only V8 has, and JavaScriptCore the first of. */
interface StackMaker extends ErrorConstructor {
  stackTraceLimit?: unknown;
  prepareStackTrace?: unknown;
}

/** A page that writes stacks its own way is not asked. */
function stackOfNow(): string {
  const maker: StackMaker = Error;
  const { stackTraceLimit } = maker;
  const own = Object.getOwnPropertyDescriptor(maker, 'prepareStackTrace') && maker.prepareStackTrace;
  if (stackTraceLimit !== undefined) maker.stackTraceLimit = FRAMES;
  if (own) maker.prepareStackTrace = undefined;
  try {
    return `${new Error().stack}`;
  } finally {
    if (stackTraceLimit !== undefined) maker.stackTraceLimit = stackTraceLimit;
    if (own) maker.prepareStackTrace = own;
  }
}
