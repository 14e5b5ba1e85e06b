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
