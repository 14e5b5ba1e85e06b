import { changedCompany, checkCompany, madeCompany } from './company-write.ts';
import type { CardDraft } from './draft.ts';
import { companySchema } from './given.ts';
import type { GivenCompany } from './given.ts';
import type { CardWriting } from './writing.ts';

export const companyWriting: CardWriting<'companies', GivenCompany, CardDraft> = {
  kind: 'companies',
  schema: companySchema,
  check: ({ account }, given) => checkCompany(account, given, ''),
  made: madeCompany,
  changed: changedCompany,
  told: ({ name }) => ({ name }),
};
