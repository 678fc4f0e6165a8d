import { rewriteCode } from '../code.ts';
import { apply, construct, defineProperty, disguise, getPrototypeOf, patchMethod } from '../natives.ts';

/** Code made from text at run time: the four Function constructors, string timers. */
export function bridgeCode(): void {
  const samples = [() => {}, async () => {}, function* () {}, async function* () {}];
  for (const sample of samples)
    patchFunctionConstructor(getPrototypeOf(sample) as { constructor: FunctionConstructor });
  for (const name of ['setTimeout', 'setInterval']) {
    patchMethod(
      window,
      name,
      (native) =>
        function (this: unknown, ...args) {
          if (typeof args[0] === 'string') args[0] = rewriteCode(args[0], 'script');
          return apply(native, this ?? window, args);
        },
    );
  }
}

function patchFunctionConstructor(prototype: { constructor: FunctionConstructor }): void {
  const native = prototype.constructor;
  const make = (args: unknown[], target: unknown): object => {
    const texts = args.map(String);
    const body = texts.length > 0 ? rewriteCode(texts.at(-1)!, 'handler') : '';
    return construct(native, texts.length > 0 ? [...texts.slice(0, -1), body] : [], target as never) as object;
  };
  const patched: FunctionConstructor = new Proxy(native, {
    apply: (_target, _self, args) => make(args, native),
    construct: (_target, args, newTarget): object => make(args, newTarget === patched ? native : newTarget),
  });
  defineProperty(prototype, 'constructor', { value: patched, writable: false, configurable: true });
  if (globalThis.Function === native)
    defineProperty(globalThis, 'Function', { value: disguise(patched, native), writable: true, configurable: true });
}
