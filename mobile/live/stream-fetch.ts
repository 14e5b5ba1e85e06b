import { fetch } from 'expo/fetch';

/** A fetch whose body comes as it is sent; React Native's own waits for the end. */
export const streamFetch = (url: string, init: StreamRequest) => fetch(url, init);

export type StreamRequest = {
  headers: Record<string, string>;
  credentials: RequestCredentials;
  signal: AbortSignal;
};
