import type { z } from 'zod';
import { jsonBody, unusableReply } from './replies.ts';
import type { TransportResponse } from './transport.ts';

/**
 * The body of a success by its schema, or AmoError `invalid_response`. The error names the fields
 * that are wrong, never their values.
 */
export function parseReply<T>(schema: z.ZodType<T>, response: TransportResponse): T {
  const body = jsonBody(response);
  if (body === undefined) throw unusableReply(response, 'the body is not JSON');
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.slice(0, 5).map(({ path, code }) => {
    return `${path.map(String).join('.') || 'body'}: ${code}`;
  });
  throw unusableReply(response, fields.join('; '));
}
