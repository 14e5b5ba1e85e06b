import fastify from 'fastify';

/**
 * The peer of the status endpoint: a Fastify that does nothing but answer the same bytes. It runs as
 * a process of its own, as the backend does, and prints its port.
 */
const body = process.argv[2] ?? '{}';
const app = fastify();
app.get('/', (_request, reply) =>
  reply.header('content-type', 'application/json; charset=utf-8').send(body),
);
const address = await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`${address}\n`);
