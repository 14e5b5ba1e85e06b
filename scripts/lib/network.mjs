import { networkInterfaces } from 'node:os';

const loopback = new Set(['127.0.0.1', 'localhost', '::1']);

/** @param {string} host */
export const isLoopback = (host) => loopback.has(host);

/** This machine's address on the local network, as a phone would reach it; null when there is none. */
export function lanAddress() {
  for (const addresses of Object.values(networkInterfaces()))
    for (const address of addresses ?? [])
      if (address.family === 'IPv4' && !address.internal) return address.address;
  return null;
}

/** @param {string} host */
export const isEverywhere = (host) => host === '0.0.0.0' || host === '::';

/** What other programs call a server bound to `host`. @param {string} host */
export function addressFor(host) {
  if (isLoopback(host)) return 'localhost';
  return isEverywhere(host) ? (lanAddress() ?? 'localhost') : host;
}
