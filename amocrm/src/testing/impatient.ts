import { defaultTransport } from '../http-transport.ts';
import type { Transport } from '../transport.ts';

/** The usual transport with less patience: `ms` from connecting to the end of the body. */
export const impatient = (ms: number): Transport => ({
  request: (request) => defaultTransport().request({ ...request, totalTimeoutMs: ms }),
  close: () => undefined,
});
