import { selfContained } from '../../rewrite/js/self-contained.ts';
import { apply, getOwnPropertyDescriptor, type Method, patchAccessor, prototypeOf } from '../natives.ts';
import { quietly } from '../quietly.ts';
import { SUFFIX_ORIGIN, toOrigin } from '../setup.ts';

/** File, line and column, as `ErrorEvent` and `onerror` tell them. */
type Place = readonly [filename: unknown, line: unknown, column: unknown];

/** The end of a frame in the stacks of any browser, as the page reads them. */
const FRAME = selfContained(/[@( ](\w+:[^\s()]*):(\d+):(\d+)\)?$/m);

/**
 * Where an error that nobody caught was thrown, in the app's terms. The browser names the runtime's own file where one of its
 * functions was called that the platform refused; the stack begins with who called it.
 */
export const placeOf = quietly((file: unknown, line: unknown, column: unknown, error: unknown): Place => {
  if (typeof file !== 'string') return [file, line, column];
  if (!file.startsWith(`${SUFFIX_ORIGIN}/.well-known/sallyport/`)) return [toOrigin(file), line, column];
  // An error of a worker comes without the error itself.
  const { stack = '' } = (error ?? {}) as { stack?: unknown };
  const [, caller = '', at = 0, behind = 0] = FRAME.exec(`${stack}`) ?? [];
  return [caller, +at, +behind];
});

export function bridgeErrorPlaces(): void {
  const events = prototypeOf('ErrorEvent');
  const names = ['filename', 'lineno', 'colno', 'error'] as const;
  const getters = names.map((name) => events && getOwnPropertyDescriptor(events, name)?.get);
  for (const [at, name] of names.slice(0, 3).entries())
    patchAccessor(
      events,
      name,
      () =>
        function (this: unknown) {
          const told = (which: number): unknown => apply(getters[which] as Method, this, []);
          return placeOf(told(0), told(1), told(2), told(3))[at];
        } as () => unknown,
    );
}
