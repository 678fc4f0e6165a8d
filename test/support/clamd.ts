import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The test file of the anti-virus industry (EICAR), put together so that this source is not it. */
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}', '$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!', '$H+H*'].join('');

const BINARY = '/usr/sbin/clamd';
export const clamdInstalled = existsSync(BINARY);

/** A real clamd that knows EICAR only, on a socket in a directory of its own. */
export async function startClamd(): Promise<{ path: string; close(): Promise<void> }> {
  const directory = mkdtempSync(join(tmpdir(), 'clamd-'));
  const path = join(directory, 'clamd.sock');
  const md5 = createHash('md5').update(EICAR).digest('hex');
  writeFileSync(join(directory, 'test.hdb'), `${md5}:${EICAR.length}:Eicar-Test-Signature\n`);
  writeFileSync(
    join(directory, 'clamd.conf'),
    [
      `DatabaseDirectory ${directory}`,
      `LocalSocket ${path}`,
      'Foreground yes',
      'StreamMaxLength 1M',
      'AlertEncrypted yes',
      'AlertExceedsMax yes',
      '',
    ].join('\n'),
  );
  const child = spawn(BINARY, ['-c', join(directory, 'clamd.conf')], { stdio: 'ignore' });
  for (let tries = 0; tries < 2400 && !(await answers(path)); tries++) {
    if (child.exitCode !== null) throw new Error(`clamd ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    path,
    async close() {
      await ended(child);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('error', () => resolve(false));
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.write('zPING\0');
  });
}

export interface StandIn {
  readonly port: number;
  /** Documents it was given whole. */
  readonly seen: Buffer[];
  close(): Promise<void>;
}

/** Speaks INSTREAM as clamd does, with an answer of the test's choice; without one it knows EICAR. */
export async function startStandIn(
  answer?: (document: Buffer, socket: Socket) => string | undefined,
): Promise<StandIn> {
  const seen: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    let held: Buffer = Buffer.alloc(0);
    const document: Buffer[] = [];
    let begun = false;
    socket.on('data', (bytes: Buffer) => {
      held = Buffer.concat([held, bytes]);
      if (!begun) {
        if (held.length < 10) return;
        if (held.toString('latin1', 0, 10) !== 'zINSTREAM\0') return void socket.end('UNKNOWN COMMAND\0');
        begun = true;
        held = held.subarray(10);
      }
      while (held.length >= 4 && held.length >= 4 + held.readUInt32BE(0)) {
        const length = held.readUInt32BE(0);
        document.push(held.subarray(4, 4 + length));
        held = held.subarray(4 + length);
        if (length > 0) continue;
        const whole = Buffer.concat(document);
        seen.push(whole);
        const reply = answer
          ? answer(whole, socket)
          : whole.includes(EICAR)
            ? 'stream: Eicar-Test-Signature FOUND\0'
            : 'stream: OK\0';
        if (reply !== undefined) socket.end(reply);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    seen,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
