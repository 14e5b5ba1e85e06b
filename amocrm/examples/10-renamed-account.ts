/** Finds an account that was renamed: its old host answers 401 or 404. */
import { AmoError, type AmoApi } from '@foryou-crm/amocrm';
import { connectedApi, keeper } from './setup.ts';

/** Does `work`; when amoCRM does not accept the token, or the host is gone, once more. */
async function withAccount<T>(work: (api: AmoApi) => Promise<T>): Promise<T> {
  const { value } = await keeper.get();
  try {
    return await work(await connectedApi());
  } catch (error) {
    const isElsewhere =
      error instanceof AmoError && ['unauthorized', 'not_found'].includes(error.code);
    if (!isElsewhere) throw error;
    await keeper.rejected(value); // renews, or looks up where the account lives now
    return work(await connectedApi());
  }
}

const account = await withAccount((api) => api.account.get());
console.log(`${account.name} is at ${await keeper.host()}.`);
