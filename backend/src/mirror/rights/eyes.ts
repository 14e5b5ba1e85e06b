import { sql, type SQL } from 'drizzle-orm';
import type { Reach, Viewer } from './viewer.ts';

/** Whose cards are seen. One owner is asked for by `=`, for which an index also keeps its order. */
export type Owners = 'all' | { isOne: boolean; ids: SQL };

/**
 * A viewer as SQL is made of: each value a parameter of the query. What decides how the SQL reads is
 * plain, so that two viewers of one `shape` ask by the same words.
 */
export interface Eyes {
  accountId: SQL;
  amoUserId: SQL;
  isActive: boolean;
  seesAll: boolean;
  leads: Owners;
  contacts: Owners;
  companies: Owners;
  shut: { pipelineIds: SQL; stageIds: SQL } | null;
}

type Values = ReturnType<typeof valuesOf>;
type ToSql = <Name extends keyof Values>(name: Name, value: Values[Name]) => SQL;

/** For a query that is asked once. */
export const eyesOf = (viewer: Viewer): Eyes =>
  eyesWith(viewer, (_name, value) => sql`${sql.param(value)}`);

/** For a query that is prepared once for all viewers of the shape, and asked with each one's values. */
export function preparedEyes(viewer: Viewer): { shape: string; eyes: Eyes; values: Values } {
  const { isActive, seesAll, leads, contacts, companies, shutStages } = viewer;
  const reaches = [leads, contacts, companies].map((reach) =>
    reach === 'all' ? 'all' : reach.length === 1 ? 'one' : 'some',
  );
  return {
    shape: JSON.stringify([isActive, seesAll, ...reaches, shutStages.length > 0]),
    eyes: eyesWith(viewer, (name) => sql`${sql.placeholder(name)}`),
    values: valuesOf(viewer),
  };
}

const valuesOf = (viewer: Viewer) => ({
  accountId: viewer.accountId,
  amoUserId: viewer.amoUserId,
  leadOwners: ownersOf(viewer.leads),
  contactOwners: ownersOf(viewer.contacts),
  companyOwners: ownersOf(viewer.companies),
  shutPipelines: viewer.shutStages.map(({ pipelineId }) => pipelineId),
  shutStages: viewer.shutStages.map(({ stageId }) => stageId),
});

const ownersOf = (reach: Reach): number[] => (reach === 'all' ? [] : [...reach]);

const owners = (reach: Reach, ids: SQL): Owners =>
  reach === 'all' ? 'all' : { isOne: reach.length === 1, ids };

function eyesWith(viewer: Viewer, toSql: ToSql): Eyes {
  const values = valuesOf(viewer);
  const value = <Name extends keyof Values>(name: Name) => toSql(name, values[name]);
  return {
    accountId: value('accountId'),
    amoUserId: value('amoUserId'),
    isActive: viewer.isActive,
    seesAll: viewer.seesAll,
    leads: owners(viewer.leads, value('leadOwners')),
    contacts: owners(viewer.contacts, value('contactOwners')),
    companies: owners(viewer.companies, value('companyOwners')),
    shut:
      viewer.shutStages.length === 0
        ? null
        : { pipelineIds: value('shutPipelines'), stageIds: value('shutStages') },
  };
}
