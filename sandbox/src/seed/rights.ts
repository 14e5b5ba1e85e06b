import type { EntityRights, Reach, Rights, User } from '../store/model.ts';

const everything: EntityRights = { view: 'A', edit: 'A', add: 'A', delete: 'A', export: 'A' };

/** @param view - whose cards one sees: A all, G one's group's, M one's own. */
export function brokerRights(view: Reach): Rights {
  const cards: EntityRights = {
    view,
    edit: view === 'A' ? 'M' : view,
    add: 'A',
    delete: 'D',
    export: 'D',
  };
  return {
    leads: cards,
    contacts: cards,
    companies: cards,
    tasks: { edit: 'M', delete: 'D' },
    mailAccess: false,
    catalogAccess: true,
    stages: [],
  };
}

export const administratorRights: Rights = {
  leads: everything,
  contacts: everything,
  companies: everything,
  tasks: { edit: 'A', delete: 'A' },
  mailAccess: true,
  catalogAccess: true,
  stages: [],
};

type Shape = Pick<User, 'id' | 'name' | 'email' | 'lang' | 'groupId'> & Partial<User>;

/** A seat in an account. Uids are made of the id, so that they are the same at every start. */
function seat(shape: Shape, rights: Rights, isAdmin: boolean): User {
  const tail = String(shape.id).padStart(12, '0');
  return {
    isAdmin,
    isActive: true,
    roleId: null,
    uuid: `7b1f0000-0000-4000-8000-${tail}`,
    amojoId: `a3050000-0000-4000-8000-${tail}`,
    rank: isAdmin ? 'master' : 'candidate',
    phone: null,
    isFree: false,
    ...rights,
    ...shape,
  };
}

export function administrator(shape: Shape): User {
  return seat(shape, administratorRights, true);
}

/** @param view - whose cards he sees: A all, G his group's, M his own. */
export function broker(shape: Shape, view: Reach): User {
  return seat(shape, brokerRights(view), false);
}
