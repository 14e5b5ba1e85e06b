import type { Account, Company } from '../../store/model.ts';
import type { ApiCall } from '../envelope.ts';
import { checkCard } from './draft.ts';
import type { CardDraft, Checked } from './draft.ts';
import type { GivenCompany } from './given.ts';
import { changedCard, madeCard } from './row.ts';

export function checkCompany(
  account: Account,
  given: GivenCompany,
  path: string,
): Checked<CardDraft> {
  const { draft, errors } = checkCard(account, 'companies', given, path);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, draft };
}

export function madeCompany(call: ApiCall, id: number, draft: CardDraft): Company {
  return {
    id,
    ...madeCard(call, 'companies', draft),
    name: draft.name ?? '',
    isDeleted: false,
  };
}

export function changedCompany(call: ApiCall, before: Company, draft: CardDraft): Company {
  return {
    ...before,
    ...changedCard(call, 'companies', before, draft),
    name: draft.name ?? before.name,
  };
}
