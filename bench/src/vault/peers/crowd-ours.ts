import { connect } from '@foryou-crm/backend/database/open';
import { amoCrmTokens, users } from '@foryou-crm/backend/database/schema';
import { silentLog } from '@foryou-crm/backend/testing/silent-log';
import { connectBrokers, pairGiven } from '../brokers.ts';
import { serveCrowd } from '../crowd-process.ts';
import { vaultOn } from '../own-vault.ts';

/** A backend's vault; nothing is shared with the other processes but the database. */
await serveCrowd(async ({ databaseUrl, origin, subdomain, accountId, amoUserId }) => {
  const { db } = connect(databaseUrl, silentLog);
  const { vault, rows } = vaultOn(db, origin);
  const [person] = await db.select({ userId: users.id }).from(users);
  if (!person) throw new Error('There is no broker.');
  const { userId } = person;
  const baseDomain = `${subdomain}.amocrm.localhost`;
  return {
    async expire(tokens) {
      await db.delete(amoCrmTokens);
      const who = { userId, accountId, amoUserId, baseDomain };
      await connectBrokers({ db, rows }, [{ who, pair: pairGiven(25, tokens) }]);
    },
    ask: async () => (await vault.usable(userId)).accessToken.reveal(),
  };
});
