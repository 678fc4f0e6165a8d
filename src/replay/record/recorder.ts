import { randomBytes } from 'node:crypto';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GatewayConfig } from '../../config/gateway-config.ts';
import { openSqliteRecordStore } from '../../identity/sqlite-record-store.ts';
import type { ProtectedApp } from '../../model/app.ts';
import type { Session } from '../../model/identity.ts';
import type { Tap, TappedExchange } from '../../proxy/upstream/tap.ts';
import { nameWords, openScrubber } from '../scrub/open-scrubber.ts';
import { LARGEST_BODY } from '../scrub/scrub-body.ts';
import { scrubExchange } from '../scrub/scrub-exchange.ts';
import type { Scrubber } from '../scrub/scrubber.ts';
import { type RecordingRequest, requests } from './recording-request.ts';
import { type SpoolEnd, spoolFile } from './spool.ts';
import { unscrubbed } from './unscrubbed.ts';

/** The part of a running gateway that records. What it writes is scrubbed before it is written. */
export interface Recorder extends Tap {
  close(): Promise<void>;
}

interface Recording {
  readonly request: RecordingRequest;
  readonly file: string;
  readonly key: Uint8Array;
  names: ReadonlySet<string>;
  scrub: Scrubber;
  bytes: number;
  omitted: number;
  /** Entries are written in the order in which their exchanges ended. */
  last: Promise<void>;
}

/** Milliseconds between two looks at what is asked for. */
const LOOK = 1000;
/** Bytes of a recording. */
const FULL = 512 * 1024 * 1024;

/** `failed` is told of what could not be recorded; exchanges go on as they would. */
export function openRecorder(config: GatewayConfig, failed: (error: unknown) => void): Recorder {
  const records = openSqliteRecordStore(join(config.stateDirectory, 'sessions.sqlite'), Date.now);
  const running = new Map<string, Recording>();

  async function look(): Promise<void> {
    const asked = await requests(records);
    for (const [id, recording] of running) if (!asked.has(id)) await end(id, recording);
    for (const [id, request] of asked) if (!running.has(id)) begin(id, request);
  }

  function begin(id: string, request: RecordingRequest): void {
    const key = randomBytes(32);
    const names = nameWords(request.names);
    const file = spoolFile(config.stateDirectory, id);
    writeFileSync(file, '', { mode: 0o600, flag: 'wx' });
    const scrub = openScrubber(config, names, key);
    running.set(id, { request, file, key, names, scrub, bytes: 0, omitted: 0, last: Promise.resolve() });
  }

  async function end(id: string, recording: Recording): Promise<void> {
    running.delete(id);
    await recording.last;
    const { omitted, bytes, file } = recording;
    const line: SpoolEnd = { ended: true, omitted, full: bytes >= FULL };
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  }

  async function write(recording: Recording, exchange: TappedExchange): Promise<void> {
    if (recording.bytes >= FULL) return;
    learn(recording, exchange.session);
    const entry = scrubExchange(await unscrubbed(exchange), recording.scrub, recording.names);
    if (!entry) {
      recording.omitted++;
      return;
    }
    const line = `${JSON.stringify(entry)}\n`;
    recording.bytes += line.length;
    appendFileSync(recording.file, line);
  }

  /** A user nobody knew of: from now on the name stays nowhere, and all else keeps its pseudonym. */
  function learn(recording: Recording, { user }: Session): void {
    const words = nameWords([user.name, user.email ?? '']);
    if ([...words].every((word) => recording.names.has(word))) return;
    recording.names = new Set([...recording.names, ...words]);
    recording.scrub = openScrubber(config, recording.names, recording.key);
  }

  const timer = setInterval(() => void look().catch(failed), LOOK).unref();
  return {
    wants: (app, session) =>
      [...running.values()].some((each) => isAskedFor(each.request, app, session)) ? LARGEST_BODY : undefined,
    heard(exchange) {
      for (const recording of running.values()) {
        if (!isAskedFor(recording.request, exchange.app, exchange.session)) continue;
        recording.last = recording.last.then(() => write(recording, exchange)).catch(failed);
      }
    },
    async close() {
      clearInterval(timer);
      for (const [id, recording] of running) await end(id, recording);
      await records.close();
    },
  };
}

function isAskedFor({ apps, users, sessions }: RecordingRequest, app: ProtectedApp, session: Session): boolean {
  const named = (list: readonly string[], name: string): boolean => list.length === 0 || list.includes(name);
  return named(apps, app.id) && named(users, session.user.name) && named(sessions, session.id);
}
