import net from 'node:net';

/*
 * Loaded before a client that has amoCRM's names and port built in (`node --import`): what would go to
 * them goes to the sandbox on this machine. Does what DNS and a port mapping do, below everything that
 * a client is made of; certificates are checked as ever.
 */
const port = Number(process.env['FOREIGN_PORT']);
const { connect } = net.Socket.prototype;

net.Socket.prototype.connect = function here(
  this: net.Socket,
  options: unknown,
  ...rest: unknown[]
) {
  Reflect.apply(connect, this, [ledHere(options), ...rest]);
  return this;
};

function ledHere(options: unknown): unknown {
  if (typeof options !== 'object' || options === null || !('host' in options)) return options;
  const { host } = options;
  const isAmo = typeof host === 'string' && /\.(?:amocrm\.ru|kommo\.com)$/.test(host);
  return isAmo ? { ...options, host: '127.0.0.1', port } : options;
}
