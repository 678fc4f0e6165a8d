import { apply, type Method, patchAccessor, patchConstructor, patchMethod, prototypeOf } from '../natives.ts';
import { setup } from '../setup.ts';

type Activity = 'download' | 'upload';
/** Asked before a channel opens that goes past the gateway; true when it must not. */
export type StopsChannel = (activity: Activity) => boolean;

/** Where there is nobody to ask, the rule says what holds. */
export function stopsUnasked(of: Activity): boolean {
  return setup.rules.some(
    ({ activity, action, otherwise }) =>
      activity === of && (action === 'block' || (action === 'ask' && otherwise !== 'audit')),
  );
}

const channel = prototypeOf('RTCDataChannel');
const close = channel && ((channel as Record<'close', unknown>).close as Method);

/**
 * Connections that go past the gateway and carry bytes: what a policy about files has a say in, nobody could keep there. Calls go on; the
 * channels beside their pictures and sound never open, as where the other side has none.
 */
export function guardChannels(stops: StopsChannel): void {
  const stopsBoth = (): boolean => stops('download') || stops('upload');
  patchMethod(
    prototypeOf('RTCPeerConnection'),
    'createDataChannel',
    (native) =>
      function createDataChannel(this: unknown, ...args) {
        const made = apply(native, this, args);
        if (close && stopsBoth()) apply(close, made, []);
        return made;
      },
  );
  patchAccessor(
    prototypeOf('RTCDataChannelEvent'),
    'channel',
    (native) =>
      function (this: unknown) {
        const made = apply(native, this, []);
        if (close && stopsBoth()) apply(close, made, []);
        return made;
      } as () => unknown,
  );
  patchConstructor('WebTransport', (args) => {
    if (stopsBoth()) throw new DOMException('Blocked by policy', 'NotAllowedError');
    return args;
  });
}
