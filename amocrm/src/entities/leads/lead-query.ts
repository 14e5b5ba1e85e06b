import type { OneOrMany, Range } from '../../query.ts';
import type { CardFilter, CardQuery } from '../cards/card-query.ts';
import type { LeadWith } from './lead.ts';

/** See `CardFilter` for where filters work. */
export interface LeadsFilter extends CardFilter {
  pipelineId?: OneOrMany<number>;
  statuses?: readonly { pipelineId: number; statusId: number }[];
  price?: Range;
  closedAt?: Range;
}

export interface LeadsQuery extends CardQuery<LeadWith, 'created_at' | 'updated_at' | 'id'> {
  filter?: LeadsFilter;
}
