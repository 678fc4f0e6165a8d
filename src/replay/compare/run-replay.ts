import type { Asker } from '../../config/asker-schema.ts';
import type { GatewayConfig } from '../../config/gateway-config.ts';
import type { Skipped } from '../har/recorded-exchange.ts';
import type { Traffic } from '../har/traffic.ts';
import { openReplayGateway, type ReplayGateway } from '../run/replay-gateway.ts';
import type { Baseline } from './baseline.ts';
import { type Aspect, type Difference, differences, type Observation } from './observation.ts';
import { observe } from './observe.ts';

/** What came of one exchange, or of one that is in one run alone. */
export interface Comparison {
  readonly key: string;
  /** `log.entries[3]`; none for one that is in the baseline alone. */
  readonly place: { readonly file: string; readonly index: number } | undefined;
  readonly result: 'same' | 'differs' | 'new' | 'missing' | 'skipped';
  readonly differences: readonly Difference[];
  readonly skipped?: Skipped;
  readonly observation?: Observation;
}

export interface ReplayParts {
  readonly traffic: Traffic;
  readonly config: GatewayConfig;
  readonly askers: readonly Asker[];
  /** What the run is held against; nothing to say what happens only. */
  readonly against: { readonly baseline: Baseline } | { readonly config: GatewayConfig } | undefined;
  readonly aspects: readonly Aspect[];
  /** Bytes of the recordings behind it, of `traffic.size`, counted anew for each asker. */
  readonly progress: (asker: Asker, read: number) => void;
}

/** Replays the traffic for one asker after the other and compares each exchange as soon as it is done. */
export async function* runReplay(parts: ReplayParts): AsyncGenerator<Comparison> {
  for (const asker of parts.askers) yield* runFor(asker, parts);
  if (parts.against && 'baseline' in parts.against)
    for (const key of parts.against.baseline.left())
      yield { key, place: undefined, result: 'missing', differences: [] };
}

async function* runFor(
  asker: Asker,
  { traffic, config, against, aspects, progress }: ReplayParts,
): AsyncGenerator<Comparison> {
  const open = (of: GatewayConfig): Promise<ReplayGateway> => openReplayGateway(of, asker, traffic.answerTo);
  const gateway = await open(config);
  try {
    const other = against && 'config' in against ? await open(against.config) : undefined;
    try {
      const counts = new Map<string, number>();
      for await (const entry of traffic.entries()) {
        progress(asker, entry.read);
        if ('skipped' in entry) {
          const { url, file, index, skipped } = entry;
          yield { key: url, place: { file, index }, result: 'skipped', differences: [], skipped };
          continue;
        }
        const { exchange } = entry;
        const { place } = exchange;
        const name = `${asker.user} ${exchange.method} ${exchange.origin}${exchange.target}`;
        const replayed = await gateway.replay(exchange);
        if (!replayed) {
          const skipped = isBehind(exchange.origin, config) ? 'rewritten' : 'no-app';
          yield { key: name, place, result: 'skipped', differences: [], skipped };
          continue;
        }
        const count = (counts.get(name) ?? 0) + 1;
        counts.set(name, count);
        const key = `${name} #${count}`;
        const observation = observe(key, replayed);
        const found = other
          ? await observedBy(other, exchange, key)
          : against && 'baseline' in against
            ? against.baseline.take(key)
            : undefined;
        if (!found) {
          yield { key, place, result: against ? 'new' : 'same', differences: [], observation };
          continue;
        }
        const differing = differences(found, observation, aspects);
        yield { key, place, result: differing.length === 0 ? 'same' : 'differs', differences: differing, observation };
      }
    } finally {
      await other?.close();
    }
  } finally {
    await gateway.close();
  }
}

async function observedBy(
  gateway: ReplayGateway,
  exchange: Parameters<ReplayGateway['replay']>[0],
  key: string,
): Promise<Observation | undefined> {
  const replayed = await gateway.replay(exchange);
  return replayed && observe(key, replayed);
}

function isBehind(origin: string, { suffix }: GatewayConfig): boolean {
  return new URL(origin).hostname.endsWith(`.${suffix}`);
}
