import { isIP, connect as netConnect, type Socket } from 'node:net';
import { rootCertificates, connect as tlsConnect } from 'node:tls';
import type { AppHost, ProtectedApp } from '../../model/app.ts';
import { Failure } from '../../model/failure.ts';
import { assertAddressAllowed, guardedLookup } from './address-guard.ts';

/**
 * Opens a socket to an app's host. The connection may go to another address (`connect`), but SNI and the name the
 * certificate must carry stay the origin's. Trust is the system's roots plus the app's own CA files.
 * The address is checked before the dial, on each resolved address, and again on the connected socket.
 */
export function connectToHost(app: ProtectedApp, host: AppHost): Promise<Socket> {
  const target = host.connect ?? host.origin;
  return new Promise((resolve, reject) => {
    if (isIP(target.host)) {
      try {
        assertAddressAllowed(target.host, app.allowPrivate, host.origin.host);
      } catch (refusal) {
        reject(refusal);
        return;
      }
    }
    const address = { host: target.host, port: target.port, lookup: guardedLookup(app.allowPrivate), noDelay: true };
    const secure = target.scheme === 'https';
    const socket = secure
      ? tlsConnect({
          ...address,
          ...(isIP(host.origin.host) ? {} : { servername: host.origin.host }),
          ...(app.ca.length > 0 ? { ca: [...rootCertificates, ...app.ca] } : {}),
          ALPNProtocols: ['http/1.1'],
          minVersion: 'TLSv1.2',
        })
      : netConnect(address);
    const within = (limit: number): NodeJS.Timeout =>
      setTimeout(() => {
        const detail = `no connection to ${target.host}:${target.port} in ${limit} ms`;
        socket.destroy(new Failure('upstream-timeout', detail));
      }, limit);
    let timer = within(app.timeouts.connect);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(error);
    };
    socket.once('error', fail);
    // From then on the host is there. A server whose workers are all taken leaves it in its backlog, as it leaves a request.
    socket.once('connect', () => {
      clearTimeout(timer);
      if (secure) timer = within(app.timeouts.headers);
    });
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      try {
        assertAddressAllowed(socket.remoteAddress ?? '', app.allowPrivate, host.origin.host);
        resolve(socket);
      } catch (refusal) {
        socket.destroy();
        reject(refusal);
      }
    });
  });
}
