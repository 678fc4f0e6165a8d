import { INHERITED, type OpenSession } from '../../identity/session-store.ts';
import { type AppJar, createAppJar } from './app-jar.ts';

/** Where a session's sealed attachments are kept; `key` names one. */
export interface Attachments {
  load(open: OpenSession, key: string): Promise<Uint8Array | undefined>;
  save(open: OpenSession, key: string, value: Uint8Array): Promise<void>;
}

/** The cookie jars of live sessions: in memory while used, sealed with the session at rest (law 10). */
export interface JarShelf {
  jarOf(open: OpenSession, appId: string): Promise<AppJar>;
  /** Saves the jar soon when it changed since the last save. */
  touched(open: OpenSession, appId: string): void;
  /** Forgets a session's jars, when it ends. */
  forget(sessionId: string): void;
  /** Saves everything that is waiting. */
  flush(): Promise<void>;
}

interface Shelved {
  readonly open: OpenSession;
  readonly key: string;
  readonly jar: AppJar;
  saved: number;
}

/** Milliseconds between a change and its save: one save for the burst of a page load. */
const SAVE_DELAY = 500;
const MAX_JARS = 10_000;

export function createJarShelf(
  attachments: Attachments,
  onError: (error: unknown) => void,
  now: () => number,
): JarShelf {
  const shelf = new Map<string, Promise<Shelved>>();
  const waiting = new Map<string, Shelved>();
  let timer: NodeJS.Timeout | undefined;

  async function load(open: OpenSession, key: string): Promise<Shelved> {
    const bytes = await attachments.load(open, key);
    const jar = createAppJar(now, bytes === undefined ? undefined : Buffer.from(bytes).toString());
    return { open, key, jar, saved: jar.version };
  }

  async function flush(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = undefined;
    const batch = [...waiting.values()];
    waiting.clear();
    for (const entry of batch) {
      if (entry.jar.version === entry.saved) continue;
      const version = entry.jar.version;
      try {
        await attachments.save(entry.open, entry.key, Buffer.from(entry.jar.serialize()));
        entry.saved = version;
      } catch (error) {
        onError(error);
      }
    }
  }

  return {
    async jarOf(open, appId) {
      const id = `${open.session.id}/${appId}`;
      let entry = shelf.get(id);
      if (!entry) {
        if (shelf.size >= MAX_JARS) shelf.delete(shelf.keys().next().value as string);
        entry = load(open, INHERITED + appId);
        shelf.set(id, entry);
        entry.catch(() => shelf.delete(id));
      }
      return (await entry).jar;
    },
    touched(open, appId) {
      const id = `${open.session.id}/${appId}`;
      shelf.get(id)?.then((entry) => {
        if (entry.jar.version === entry.saved) return;
        waiting.set(id, entry);
        timer ??= setTimeout(() => void flush(), SAVE_DELAY).unref();
      }, onError);
    },
    forget(sessionId) {
      for (const id of [...shelf.keys()]) if (id.startsWith(`${sessionId}/`)) shelf.delete(id);
      for (const id of [...waiting.keys()]) if (id.startsWith(`${sessionId}/`)) waiting.delete(id);
    },
    flush,
  };
}
