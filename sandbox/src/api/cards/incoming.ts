import { z } from 'zod';
import type { Account, Unsorted } from '../../store/model.ts';
import { readMetadata } from '../unsorted/metadata.ts';
import type { AddedCategory } from '../unsorted/metadata.ts';
import type { FieldError } from '../validate.ts';
import { fieldErrors } from '../validate.ts';
import { incomingStage } from './stages.ts';
import type { Stage } from './stages.ts';

/** What makes a complex lead an incoming one. */
export interface Incoming {
  readonly category: AddedCategory;
  readonly metadata: Unsorted['metadata'];
  readonly sourceName: string;
  readonly stage: Stage;
}

const categorySchema = z.enum(['sip', 'forms']);
const at = '_embedded.metadata';

/**
 * Reads `_embedded.metadata`. Its lead waits in the incoming stage of its pipeline, whichever stage
 * it asks for. https://www.amocrm.ru/developers/content/crm_platform/leads-api
 * @param pipelineId - undefined when the pipeline was wrong, which is told already.
 */
export function readIncoming(
  account: Account,
  metadata: Readonly<Record<string, unknown>>,
  pipelineId: number | undefined,
): { ok: true; incoming: Incoming } | { ok: false; errors: FieldError[] } {
  const category = categorySchema.safeParse(metadata['category']);
  if (!category.success) return { ok: false, errors: [fieldErrors.choice(`${at}.category`)] };
  const read = readMetadata(category.data, metadata, at);
  const stage = pipelineId === undefined ? undefined : incomingStage(account, pipelineId);
  const isShut = pipelineId !== undefined && stage === undefined;
  const errors = [
    ...(read.ok ? [] : read.errors),
    ...(isShut ? [fieldErrors.choice('pipeline_id')] : []),
  ];
  if (!read.ok || stage === undefined) return { ok: false, errors };
  const sourceName = read.metadata['form_name'] ?? read.metadata['service_code'];
  return {
    ok: true,
    incoming: {
      category: category.data,
      metadata: read.metadata,
      sourceName: typeof sourceName === 'string' ? sourceName : '',
      stage,
    },
  };
}
