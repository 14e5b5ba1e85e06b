import {
  orderSchema,
  setupSchema,
  type Answer,
  type CrowdSetup,
  type Tokens,
} from './crowd-protocol.ts';

/** One way of keeping a connection's tokens. */
export interface TokenKeeper {
  /** Makes these its tokens, with the access token over. */
  expire(tokens: Tokens): Promise<void>;
  /** The access token one caller gets; rejects when it gets none. */
  ask(): Promise<string>;
}

const tell = (answer: Answer) => process.send?.(answer);
const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Runs a crowd's process: does what the parent says over IPC until it is gone. */
export async function serveCrowd(open: (setup: CrowdSetup) => Promise<TokenKeeper>): Promise<void> {
  const setup = setupSchema.parse(JSON.parse(process.env['CROWD_SETUP'] ?? ''));
  const keeper = await open(setup);

  async function obey(raw: unknown): Promise<Answer> {
    const order = orderSchema.parse(raw);
    if (order.do === 'expire') {
      await keeper.expire(order.tokens);
      return { done: true };
    }
    const waits: number[] = [];
    const failures: string[] = [];
    const began = performance.now();
    const caller = async () => {
      try {
        if ((await keeper.ask()) === order.expired) failures.push('got the expired token');
      } catch (error) {
        failures.push(wordsOf(error));
      }
      waits.push(performance.now() - began);
    };
    await Promise.all(Array.from({ length: order.callers }, caller));
    return { waits, failures };
  }

  process.on('message', (raw) => {
    void obey(raw).then(tell, (error: unknown) => tell({ broken: wordsOf(error) }));
  });
  process.on('disconnect', () => process.exit(0));
  tell({ ready: true });
}
