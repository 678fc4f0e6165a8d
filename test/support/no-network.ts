/** Preloaded into a process, it makes every way to the network end it. */
import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';

function refuse(what: string): () => never {
  return () => {
    process.stderr.write(`network: ${what}\n`);
    process.exit(99);
  };
}

Object.assign(net.Server.prototype, { listen: refuse('listen') });
Object.assign(net.Socket.prototype, { connect: refuse('connect') });
Object.assign(dgram.Socket.prototype, { send: refuse('send') });
Object.assign(dns, { lookup: refuse('lookup') });
Object.assign(dns.promises, { lookup: refuse('lookup') });
