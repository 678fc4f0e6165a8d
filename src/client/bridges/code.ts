import type { ScriptGoal } from '../../rewrite/js/contract.ts';
import { FUNCTION_PREFIXES, type FunctionKind } from '../../rewrite/js/function-prefixes.ts';
import type { FunctionTexts } from '../../rewrite/js/rewrite-function.ts';
import {
  apply,
  construct,
  defineProperty,
  disguise,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  holderOf,
  patchMethod,
  setPrototypeOf,
} from '../natives.ts';
import { retold } from '../retold.ts';
import { inPlaceOf, isTrustedCode, textOf, trustedCode } from '../trusted.ts';

/** How code must be changed to run in this realm. */
export interface RealmRewriter {
  rewriteCode(source: string, goal: ScriptGoal): string;
  rewriteFunctionCode(kind: FunctionKind, texts: FunctionTexts): FunctionTexts;
}

/** One function of each kind, to come by the constructors that have no name. */
const SAMPLES: Readonly<Record<FunctionKind, object>> = {
  plain: () => {},
  generator: function* () {},
  async: async () => {},
  asyncGenerator: async function* () {},
};

/** Code made from text at run time: the four Function constructors, string timers. */
export function bridgeCode(realm: RealmRewriter): void {
  const { plain } = SAMPLES;
  const patched = patchFunctionConstructor('plain', plain, realm);
  defineProperty(globalThis, 'Function', { value: patched });
  for (const kind of Object.keys(FUNCTION_PREFIXES) as FunctionKind[]) {
    if (kind === 'plain') continue;
    // The three inherit from Function, which would be the native one.
    setPrototypeOf(patchFunctionConstructor(kind, SAMPLES[kind], realm), patched);
  }
  for (const name of ['setTimeout', 'setInterval']) {
    patchMethod(
      holderOf(globalThis, name),
      name,
      (native) =>
        function (this: unknown, ...args) {
          // HTML section 8.6: whatever cannot be called is code.
          if (args.length > 0 && typeof args[0] !== 'function') {
            args[0] = inPlaceOf(args[0], realm.rewriteCode(textOf(args[0]), 'script'));
          }
          return apply(native, this, args);
        },
    );
  }
}

/** Puts a constructor that rewrites in the place of a native one; gives it back. */
function patchFunctionConstructor(kind: FunctionKind, sample: object, realm: RealmRewriter): object {
  const prototype = getPrototypeOf(sample)!;
  const descriptor = getOwnPropertyDescriptor(prototype, 'constructor')!;
  const native = descriptor.value as FunctionConstructor;
  const make = (args: unknown[], target: unknown): object => {
    const code = rewriteArguments(kind, args, realm);
    try {
      return construct(native, code, target as never) as object;
    } catch (fault) {
      return retold(fault);
    }
  };
  const patched: FunctionConstructor = new Proxy(native, {
    apply: (_target, _self, args) => make(args, native),
    construct: (_target, args, newTarget): object => make(args, newTarget === patched ? native : newTarget),
  });
  defineProperty(prototype, 'constructor', { ...descriptor, value: disguise(patched, native) });
  return patched;
}

/** ECMA-262 section 20.2.1.1.1: all but the last text are parameters, joined by commas. */
function rewriteArguments(kind: FunctionKind, args: readonly unknown[], realm: RealmRewriter): unknown[] {
  if (args.length === 0) return [];
  const texts: string[] = [];
  let trusted = true;
  for (let at = 0; at < args.length; at++) {
    trusted &&= isTrustedCode(args[at]);
    defineProperty(texts, at, { value: textOf(args[at]), writable: true, configurable: true, enumerable: true });
  }
  const body = texts[args.length - 1]!;
  let parameters = '';
  for (let at = 0; at < args.length - 1; at++) parameters += (at > 0 ? ',' : '') + texts[at];
  const code = realm.rewriteFunctionCode(kind, { parameters, body });
  if (code.parameters !== parameters || code.body !== body) {
    const run = trusted ? trustedCode : String;
    return args.length > 1 ? [run(code.parameters), run(code.body)] : [run(code.body)];
  }
  return trusted ? (args as unknown[]) : texts;
}
