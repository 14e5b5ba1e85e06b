import fastify from 'fastify';
import { z } from 'zod';
import { serveChild } from '../serve-child.ts';

/** A Fastify that does nothing but answer what it was last told; says where it is. */
let body = Buffer.alloc(0);
let made: unknown = null;
const app = fastify();
app.get('/bytes', (_request, reply) =>
  reply.header('content-type', 'application/hal+json').send(body),
);
/** The same as an object, which it has to print each time. */
app.get('/object', (_request, reply) => reply.type('application/hal+json').send(made));
const origin = await app.listen({ port: 0, host: '127.0.0.1' });
const orderSchema = z.object({ body: z.string() });
serveChild((order) => {
  const { body: text } = orderSchema.parse(order);
  body = Buffer.from(text);
  made = JSON.parse(text);
  return Promise.resolve({ origin });
});
