/** One HTTP request as this package sends it. */
export interface TransportRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  url: URL;
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** Until the connection (TLS included) stands. */
  connectTimeoutMs: number;
  /** For everything, the last byte of the answer's body included. */
  totalTimeoutMs: number;
  maxBodyBytes: number;
  /**
   * Use a connection of its own: a request that must not be repeated must not meet a kept-alive
   * connection that the other side is just closing.
   */
  fresh: boolean;
  signal?: AbortSignal;
}

export interface TransportResponse {
  status: number;
  /** Lower-case names; repeated headers joined with a comma. */
  headers: ReadonlyMap<string, string>;
  body: string;
}

/**
 * Carries requests. Never follows redirects, never throws anything but AmoError: `unreachable`,
 * `connection_lost`, `timeout`, `aborted`, or `invalid_response` for an answer that is not HTTP or
 * too large.
 */
export interface Transport {
  request(request: TransportRequest): Promise<TransportResponse>;
  /** Ends the kept-alive connections. */
  close(): void;
}
