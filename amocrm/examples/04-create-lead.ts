/** Creates a lead together with its contact, in one request. */
import { AmoError } from '@foryou-crm/amocrm';
import { connectedApi } from './setup.ts';

const api = await connectedApi();
try {
  const [made] = await api.leads.addComplex([
    {
      name: 'Marina view, two bedrooms',
      price: 2_400_000, // whole units of the account's currency
      contact: {
        name: 'Ivan Petrenko',
        customFields: [
          { fieldCode: 'PHONE', values: [{ value: '+971500000000', enumCode: 'WORK' }] },
          { fieldCode: 'EMAIL', values: [{ value: 'ivan@example.com', enumCode: 'PRIV' }] },
        ],
      },
      tags: [{ name: 'from the site' }],
    },
  ]);
  console.log(`Lead ${made?.id ?? 0} with contact ${made?.contactId ?? 0}.`);
} catch (error) {
  if (!(error instanceof AmoError)) throw error;
  // A create is never sent twice: when the outcome is unknown, search before you create again.
  console.log(error.outcomeUnknown ? 'Perhaps created: search for it.' : error.message, error.hint);
  process.exitCode = 1;
}
