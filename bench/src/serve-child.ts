import type { z } from 'zod';

/** What this process was started with. */
export const readSetup = <T>(schema: z.ZodType<T>): T =>
  schema.parse(JSON.parse(process.env['CHILD_SETUP'] ?? ''));

/** Answers every message of the parent with `answer`, until it is gone. A failure ends the process. */
export function serveChild(answer: (question: unknown) => Promise<object>): void {
  process.on('message', (question) => {
    void answer(question).then((said) => process.send?.(said));
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ ready: true });
}
