import { apply, type Method, patchMethod, prototypeOf } from '../natives.ts';
import { given, noteGiven } from '../trusted.ts';
import { dictionaryArgument } from '../url-argument.ts';

/** How a text must be changed that the page's default policy has let into a sink, by the rule that was asked. */
export type SinkMaps = Readonly<Record<string, (text: string, sink: string) => string>>;

const same = (text: string): string => text;

/**
 * The page's default policy is asked by the browser itself (Trusted Types, "process value with a default policy"), about
 * what the sink was given: by then the runtime has changed it. So it is told the page's text, and what it lets in for that
 * is changed like any text. `written` is the way back for what has no way of its own.
 */
export function bridgeDefaultPolicy(maps: SinkMaps, written: (text: string) => string): void {
  let policy: unknown;
  /** The page calls the policy itself: what it gets is a page's text, as that of any other policy. */
  let isCalled = false;
  const members: Record<string, (rule: unknown) => unknown> = {};
  for (const [name, map] of Object.entries(maps)) {
    members[name] = (rule) =>
      typeof rule !== 'function'
        ? rule
        : (text: string, ...rest: unknown[]): unknown => {
            const known = isCalled
              ? { text, map: same }
              : given.mapped === text
                ? { text: written(given.text), map: given.map }
                : { text: written(text), map };
            isCalled = false;
            noteGiven('', '');
            const allowed = apply(rule as Method, undefined, [known.text, ...rest]) as string | null | undefined;
            if (allowed === null || allowed === undefined) return allowed;
            const next = `${allowed}`;
            return next === known.text ? text : (known.map ?? map)(next, `${rest[1] as string}`);
          };
    patchMethod(
      prototypeOf('TrustedTypePolicy'),
      name,
      (native) =>
        function (this: unknown, ...args) {
          isCalled = this === policy;
          try {
            return apply(native, this, args);
          } finally {
            isCalled = false;
          }
        },
    );
  }
  patchMethod(
    prototypeOf('TrustedTypePolicyFactory'),
    'createPolicy',
    (native) =>
      function (this: unknown, ...args) {
        const isDefault = args[0] === 'default';
        if (isDefault) args[1] = dictionaryArgument(args[1], members);
        const made = apply(native, this, args);
        if (isDefault) policy = made;
        return made;
      },
  );
}
