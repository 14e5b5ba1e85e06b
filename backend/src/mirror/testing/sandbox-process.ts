import { startSandbox } from 'amocrm-sandbox';
import { z } from 'zod';

/* A sandbox as a process of its own; it says where it listens. */

const { accounts } = z
  .object({ accounts: z.int() })
  .parse(JSON.parse(process.env['CHILD_SETUP'] ?? ''));
const { origin } = await startSandbox({ control: true, accounts });
process.on('message', () => process.send?.({ origin }));
process.on('disconnect', () => process.exit(0));
process.send?.({ origin });
