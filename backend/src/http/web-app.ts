import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendNotFound } from './errors.ts';

/** The start page of the exported web app; null when it was not built. */
export const readIndexHtml = (root: string): Promise<string | null> =>
  readFile(join(root, 'index.html'), 'utf8').catch(() => null);

/** A name with a content hash in it: what is under it never changes. */
const HASHED = /[-.][0-9a-f]{16,}\.[a-z0-9.]+$/i;
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * Serves the web app. Its routes live in the browser, so a page that is asked for and is no file is
 * the start page; an address under /api, or a missing file of the export, is a plain "not found".
 */
export async function registerWebApp(
  app: FastifyInstance,
  { root, indexHtml, publicUrl }: { root: string; indexHtml: string | null; publicUrl: URL },
): Promise<void> {
  if (indexHtml === null) {
    app.setNotFoundHandler(sendNotFound);
    return;
  }
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' };
      route.schema = { ...route.schema, hide: true };
    });
    await scope.register(fastifyStatic, {
      root,
      // A route a file: an unknown address is the not-found handler's, below.
      wildcard: false,
      index: false,
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        void reply.header('cache-control', HASHED.test(path) ? FOR_EVER : 'no-cache');
      },
    });
    const sendPage = (request: FastifyRequest, reply: FastifyReply) =>
      isOtherLoopback(request.headers.host, publicUrl)
        ? reply.redirect(publicUrl.origin)
        : reply.headers(pageHeaders).sendFile('index.html');
    scope.get('/', sendPage);
    scope.setNotFoundHandler((request, reply) => {
      const path = request.url.split('?', 1)[0] ?? '/';
      const isPage = request.headers.accept?.includes('text/html') ?? false;
      const isNavigation = (request.method === 'GET' || request.method === 'HEAD') && isPage;
      if (!isNavigation || /^\/(?:api|docs|health|metrics)(?:\/|$)/.test(path)) {
        return sendNotFound(request, reply);
      }
      return sendPage(request, reply);
    });
  });
}

/**
 * `127.0.0.1` and `localhost` are two origins to a browser, and sign-in works on the configured one
 * only: whoever typed the other is sent there.
 */
function isOtherLoopback(host: string | undefined, publicUrl: URL): boolean {
  const port = publicUrl.port === '' ? '' : `:${publicUrl.port}`;
  return (
    publicUrl.hostname === 'localhost' && (host === `127.0.0.1${port}` || host === `[::1]${port}`)
  );
}

/** The page names the current bundles, so it is asked for again each time. */
const pageHeaders = { 'cache-control': 'no-cache' };
