import { apply, getOwnPropertyDescriptor, type Method } from '../natives.ts';

const getter = (name: string): Method => getOwnPropertyDescriptor(KeyboardEvent.prototype, name)!.get as Method;
const keyOf = getter('key');
const codeOf = getter('keyCode');
const holders = ['ctrlKey', 'metaKey'].map(getter);

/**
 * The Latin letter of a command of the browser's own, lower case; undefined where no command key is held. Where a layout gives letters of
 * another script, browsers go by the key's place, as the old code does (UI Events, section 7.3.1).
 */
export function commandKey(event: Event): string | undefined {
  if (!holders.some((held) => apply(held, event, []))) return undefined;
  const key = (apply(keyOf, event, []) as string).toLowerCase();
  return key >= 'a' && key <= 'z' ? key : String.fromCharCode(apply(codeOf, event, []) as number).toLowerCase();
}
