/** How a connection begun here comes back: to this very tab. */
export const platform = 'web';

/** The browser's session is an HttpOnly cookie of our own origin. */
export const credentials: RequestCredentials = 'same-origin';

/** The browser knows whether it has a network; with one, silence is the server's. */
export const silenceMeans = (): 'no_network' | 'server_down' =>
  navigator.onLine ? 'server_down' : 'no_network';
