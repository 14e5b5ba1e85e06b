/** Keeps tokens alive. Run it from cron as well: a refresh token dies after three idle months. */
import { AmoError, TokenStoreError } from '@foryou-crm/amocrm';
import { keeper } from './setup.ts';

try {
  // However many ask, in however many processes: at most one refresh.
  const [kept] = await Promise.all(Array.from({ length: 100 }, () => keeper.get()));
  console.log(`Good until ${new Date((kept?.expiresAt ?? 0) * 1000).toISOString()}.`);
} catch (error) {
  if (error instanceof TokenStoreError && error.code === 'empty') {
    console.log('No account is connected.');
  } else if (error instanceof AmoError && error.code === 'token_revoked') {
    console.log('The user has to consent again.');
  } else throw error; // amoCRM is down and the access token is over: later
}
// Seen hours before anything stops working.
if ((await keeper.state()) === 'revoked') console.log('Ask the user to connect again.');
