import type { Named } from '../../batch.ts';
import { wireFields } from '../../names.ts';

/**
 * Colours a stage can be given; reads may show others.
 * Source: https://www.amocrm.ru/developers/content/crm_platform/leads-pipelines
 */
export type StatusColor =
  | '#fffeb2'
  | '#fffd7f'
  | '#fff000'
  | '#ffeab2'
  | '#ffdc7f'
  | '#ffce5a'
  | '#ffdbdb'
  | '#ffc8c8'
  | '#ff8f92'
  | '#d6eaff'
  | '#c1e0ff'
  | '#98cbff'
  | '#ebffb1'
  | '#deff81'
  | '#87f2c0'
  | '#f9deff'
  | '#f3beff'
  | '#ccc8f9'
  | '#eb93ff'
  | '#f2f3f4'
  | '#e6e8ea';

/** One text a level, at most 1000 characters. With an id: a change; without a text: a removal. */
export interface StatusDescriptionInput {
  id?: number;
  level: 'newbie' | 'candidate' | 'master';
  description?: string;
}

export interface NewStatus extends Named {
  name: string;
  sort: number;
  color?: StatusColor;
  descriptions?: readonly StatusDescriptionInput[];
}

export interface StatusChanges {
  name?: string;
  sort?: number;
  color?: StatusColor;
  descriptions?: readonly StatusDescriptionInput[];
}

export interface NewPipeline extends Named {
  name: string;
  sort: number;
  isMain: boolean;
  isUnsortedOn: boolean;
  /** Stages; with the id 142 or 143 only a name, which renames won or lost in this pipeline. */
  statuses: readonly (Omit<NewStatus, 'requestId'> | { id: 142 | 143; name: string })[];
}

export interface PipelineChanges {
  name?: string;
  sort?: number;
  isMain?: boolean;
  isUnsortedOn?: boolean;
}

/** Source: https://www.amocrm.ru/developers/content/crm_platform/leads-pipelines */
export function newPipelineBody(pipeline: NewPipeline): Record<string, unknown> {
  const { statuses, ...fields } = pipeline;
  return {
    ...wireFields(fields),
    _embedded: { statuses: statuses.map((status) => wireFields(status)) },
  };
}
