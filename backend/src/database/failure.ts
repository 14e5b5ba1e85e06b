import { z } from 'zod';

const text = z.string().catch('');
const errorSchema = z.object({ code: text, message: text, syscall: text });

/**
 * Codes that say the database is not there, is starting, stopping or full; not that a query is
 * wrong. https://www.postgresql.org/docs/current/errcodes-appendix.html, and Node's own for sockets.
 */
const codes =
  /^(08...|57P0[1-5]|53...|25P03|57014|ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
/** What node-postgres and its pool say without a code. */
const messages =
  /timeout exceeded when trying to connect|connection terminated|client has encountered a connection error|query read timeout|client was closed and is not queryable/i;

/** Whether an error means that the database could not be asked; the same call may succeed later. */
export function isDatabaseFailure(error: unknown): boolean {
  // Drizzle wraps what the driver throws, and the pool what the connection throws.
  let cause: unknown = error;
  for (let depth = 0; cause instanceof Error && depth < 5; depth += 1) {
    const { code, message, syscall } = errorSchema.parse({
      code: 'code' in cause ? cause.code : '',
      message: cause.message,
      syscall: 'syscall' in cause ? cause.syscall : '',
    });
    if (codes.test(code) || messages.test(message)) return true;
    // A socket file that is gone with its server.
    if (code === 'ENOENT' && syscall === 'connect') return true;
    cause = cause.cause;
  }
  return false;
}
