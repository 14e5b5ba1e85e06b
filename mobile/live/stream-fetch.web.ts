export type StreamRequest = {
  headers: Record<string, string>;
  credentials: RequestCredentials;
  signal: AbortSignal;
};

export const streamFetch = (url: string, init: StreamRequest) =>
  fetch(url, { ...init, cache: 'no-store' });
