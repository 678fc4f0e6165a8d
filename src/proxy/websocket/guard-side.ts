import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { guardMessages } from './guard-messages.ts';
import type { MessageJudges } from './message-judges.ts';

/** The app's side of a tunnel, of which only judged messages come and to which only judged ones go. `first`: what came with its answer. */
export function guardSide(
  upgraded: Socket,
  first: Buffer,
  judge: MessageJudges,
): Duplex & Pick<Socket, 'setTimeout' | 'setNoDelay' | 'setKeepAlive'> {
  if (first.length > 0) upgraded.unshift(first);
  // Browsers mask what they send, servers do not (RFC 6455 section 5.1).
  const up = guardMessages(true, judge.up);
  const down = guardMessages(false, judge.down);
  const side = new Duplex({
    read: () => void down.resume(),
    write: (chunk, _encoding, done) => void up.write(chunk, done),
    final: (done) => void up.end(done),
    destroy(error, done) {
      for (const each of [up, down, upgraded]) each.destroy();
      done(error);
    },
  });
  upgraded.pipe(down);
  up.pipe(upgraded);
  down.on('data', (chunk) => side.push(chunk) || down.pause());
  down.on('end', () => side.push(null));
  for (const each of [up, down, upgraded]) each.on('error', (error) => side.destroy(error));
  // What has come before a proper end may still have to be judged.
  upgraded.on('close', () => upgraded.readableEnded || side.destroy());
  return Object.assign(side, {
    setTimeout: upgraded.setTimeout.bind(upgraded),
    setNoDelay: upgraded.setNoDelay.bind(upgraded),
    setKeepAlive: upgraded.setKeepAlive.bind(upgraded),
  }) as ReturnType<typeof guardSide>;
}
