import type { Pipeline } from '@foryou-crm/contract/amo-crm';
import { useCallback, useState } from 'react';
import { readPreference, writePreference } from '@/storage/preferences';
import { choosePipeline } from './arrange';

/** The pipeline on the screen; the last choice is remembered on this device. */
export function usePipelineChoice(pipelines: readonly Pipeline[]) {
  const [chosen, setChosen] = useState(() => Number(readPreference('pipeline') ?? Number.NaN));
  const choose = useCallback((pipelineId: number) => {
    writePreference('pipeline', String(pipelineId));
    setChosen(pipelineId);
  }, []);
  return { pipeline: choosePipeline(pipelines, chosen), choose };
}
