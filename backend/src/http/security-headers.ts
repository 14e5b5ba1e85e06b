import { createHash } from 'node:crypto';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/**
 * Headers for every answer. The policy suits the exported web app: its scripts come from here, and an
 * inline one only by its hash. Styles are set from scripts by React Native for Web, hence
 * 'unsafe-inline' for them alone. Pages that need less (the OAuth callback) say so themselves.
 */
export async function registerSecurityHeaders(
  app: FastifyInstance,
  options: { isHttps: boolean; indexHtml: string | null },
): Promise<void> {
  const inline = options.indexHtml === null ? [] : inlineScriptHashes(options.indexHtml);
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'", ...inline],
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'font-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
        'worker-src': ["'self'"],
        'manifest-src': ["'self'"],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
        ...(options.isHttps ? { 'upgrade-insecure-requests': [] } : {}),
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: options.isHttps ? { maxAge: 31_536_000 } : false,
    frameguard: { action: 'deny' },
    // The consent page is opened by navigation, never as a popup, so nobody needs our window.
    crossOriginOpenerPolicy: { policy: 'same-origin' },
  });
}

/** CSP sources for the inline scripts that the export itself put into its page. */
export function inlineScriptHashes(html: string): string[] {
  return [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([^]*?)<\/script>/gi)].map(
    ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
}
