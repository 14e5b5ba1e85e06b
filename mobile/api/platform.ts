/** How a connection begun here comes back: by the scheme link. */
export const platform = 'native';

/** The phone's session is a token it sends itself; cookies of the system's HTTP stack stay out. */
export const credentials: RequestCredentials = 'omit';

/** A phone whose request got no answer is, as a rule, a phone without signal. */
export const silenceMeans = (): 'no_network' | 'server_down' => 'no_network';
