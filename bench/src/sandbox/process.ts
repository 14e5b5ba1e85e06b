import { startSandbox } from 'amocrm-sandbox';
import { z } from 'zod';
import { readSetup, serveChild } from '../serve-child.ts';

/** A sandbox in a process of its own; says where it is. The limiter is off. */
const { leads } = readSetup(z.object({ leads: z.int().nullable() }));
const sandbox = await startSandbox({ control: true, ...(leads !== null && { leads }) });
const { origin, port } = sandbox;
serveChild(() => Promise.resolve({ origin, port }));
