import type { EntityRights, Reach, User } from '../store/model.ts';

const everything: EntityRights = { view: 'A', edit: 'A', add: 'A', delete: 'A', export: 'A' };

function rights(view: Reach): EntityRights {
  return { view, edit: view === 'A' ? 'M' : view, add: 'A', delete: 'D', export: 'D' };
}

type Shape = Pick<User, 'id' | 'name' | 'email' | 'lang' | 'groupId'> & Partial<User>;

/** A seat in an account. Uids are made of the id, so that they are the same at every start. */
function seat(shape: Shape, all: EntityRights, isAdmin: boolean): User {
  const tail = String(shape.id).padStart(12, '0');
  return {
    isAdmin,
    isActive: true,
    roleId: null,
    uuid: `7b1f0000-0000-4000-8000-${tail}`,
    amojoId: `a3050000-0000-4000-8000-${tail}`,
    rank: isAdmin ? 'master' : 'candidate',
    leads: all,
    contacts: all,
    companies: all,
    stages: [],
    ...shape,
  };
}

export function administrator(shape: Shape): User {
  return seat(shape, everything, true);
}

/** @param view - whose cards he sees: A all, G his group's, M his own. */
export function broker(shape: Shape, view: Reach): User {
  return seat(shape, rights(view), false);
}
