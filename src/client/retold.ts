import { apply, defineProperty, getOwnPropertyDescriptor, nativeEval, promiseThen } from './natives.ts';
import { asWritten, isMarked } from './page-text.ts';
import { quietly } from './quietly.ts';
import { toOrigin } from './setup.ts';

/** What the browser says of a fault, in the page's terms: it quotes URLs, and policies, in which hosts stand without a scheme. */
export const retoldText = quietly((text: string): string =>
  isMarked(text)
    ? asWritten(text).replace(/[^\s"';]+/g, (word) => (word.includes('//') ? word : toOrigin(`//${word}`).slice(2)))
    : text,
);

/** Throws what the platform has thrown. The message of its errors is a property of their own. */
export function retold(fault: unknown): never {
  if (typeof fault === 'object' && fault !== null) {
    const message = getOwnPropertyDescriptor(fault, 'message');
    if (message?.configurable && typeof message.value === 'string')
      defineProperty(fault, 'message', { ...message, value: retoldText(message.value) });
  }
  throw fault;
}

/** What the native eval gives; code throws its own errors, and the policy an EvalError. */
export function evaluated(code: unknown): unknown {
  try {
    return apply(nativeEval, globalThis, [code]);
  } catch (fault) {
    if (fault instanceof EvalError) retold(fault);
    throw fault;
  }
}

/** A promise of the platform's that rejects so. */
export function retelling(promise: unknown): unknown {
  return apply(promiseThen, promise, [undefined, retold]);
}
