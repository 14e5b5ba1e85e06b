/**
 * The sandbox's own doors, control and the desk. No amoCRM would know them, so that they are in no
 * log of what a client sent, and no fault meets them.
 */
export function isOwnPath(path: string): boolean {
  return path.startsWith('/_sandbox') || path === '/desk' || path.startsWith('/desk/');
}
