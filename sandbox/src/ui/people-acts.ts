import { z } from 'zod';
import type { Act, Hands } from './act.ts';
import { ofSandbox } from './act.ts';
import { flag, here, ordered } from './ordered.ts';
import type { Outcome } from './outcome.ts';
import { bad } from './outcome.ts';

const reach = z.enum(['A', 'G', 'M', 'D']);

/** Seats, administrators and rights. */
export const peopleActs: readonly Act[] = [
  ofSandbox('people/:id/seat', z.object({ open: flag }), (hands, { open }) =>
    setUser(hands, { isActive: open }, open ? 'The seat is open.' : 'The seat is closed.'),
  ),
  ofSandbox('people/:id/admin', z.object({ admin: flag }), (hands, { admin }) =>
    setUser(
      hands,
      { isAdmin: admin },
      admin ? 'An administrator now.' : 'No administrator any more.',
    ),
  ),
  ofSandbox(
    'people/:id/rights',
    z.object({ view: reach, edit: reach, delete: reach }),
    async (hands, wanted) => {
      const user = hands.desk.account.users.find(({ id }) => id === Number(hands.id));
      if (user === undefined) return bad('There is no such person.', '/people');
      // The three kinds of card go together here; control sets them one by one.
      const rights = {
        leads: { ...user.leads, ...wanted },
        contacts: { ...user.contacts, ...wanted },
        companies: { ...user.companies, ...wanted },
      };
      return setUser(hands, { rights }, 'The rights were saved.');
    },
  ),
];

function setUser(hands: Hands, wanted: object, done: string): Promise<Outcome> {
  const body = { ...here(hands), userId: Number(hands.id), ...wanted };
  return ordered(hands, '/people', 'users/set', body, done);
}
