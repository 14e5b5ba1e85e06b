import type { Pipeline } from '@foryou-crm/contract/amo-crm';
import type { Choices } from '@foryou-crm/contract/choices';
import { useTranslation } from 'react-i18next';
import { useBoardAccount } from '@/components/board/account-context';
import { useFormat } from '@/i18n/use-format';
import { findStage } from '../stage-names';
import { dayOf, startOfDay, type Day } from './day-range';
import type { FilterGroup, SearchFilters } from './search-filters';

/** What the account knows that filters name by id. */
export type Known = { pipelines: readonly Pipeline[]; choices: Choices | undefined };

/** What a filter that is on says: `Мої`, `0,5 млн – 5 млн AED`, `Прострочено`. */
export function useFilterWords({ pipelines, choices }: Known) {
  const { t } = useTranslation('leads');
  const format = useFormat();
  const { amoUserId, currency, now, timeZone } = useBoardAccount();
  const money = (amount: number) =>
    currency === null ? format.number(amount) : format.compactMoney(amount, currency);
  const day = (given: Day) =>
    format.day(new Date(startOfDay(given, timeZone)), new Date(now), timeZone);
  const today = dayOf(now, timeZone);
  const priceWords = (from: number | undefined, to: number | undefined): string => {
    if (from === undefined) return to === undefined ? '' : t('filter.atMost', { to: money(to) });
    if (to === undefined) return t('filter.atLeast', { from: money(from) });
    return t('filter.fromTo', { from: money(from), to: money(to) });
  };
  const createdWords = (from: Day | undefined, to: Day | undefined): string => {
    if (from === undefined) return to === undefined ? '' : t('filter.until', { to: day(to) });
    if (from === to || (from === today && to === undefined)) {
      return format.sentenceCase(day(from));
    }
    if (to === undefined) return t('filter.since', { from: day(from) });
    return t('filter.fromTo', { from: day(from), to: day(to) });
  };
  return (group: FilterGroup, filters: SearchFilters): string => {
    const title = t(`filter.${group}`);
    switch (group) {
      case 'stage': {
        const pipeline = pipelines.find(({ id }) => id === filters.pipelineId);
        const stage = findStage(pipelines, filters.pipelineId, filters.stageId);
        return stage?.name ?? pipeline?.name ?? title;
      }
      case 'responsible': {
        if (filters.responsibleUserId === amoUserId) return t('filter.mine');
        const user = choices?.users.find(({ id }) => id === filters.responsibleUserId);
        return user?.name ?? title;
      }
      case 'tag':
        return choices?.tags.find(({ id }) => id === filters.tag)?.name ?? title;
      case 'task':
        return filters.taskState === undefined ? title : t(`taskState.${filters.taskState}`);
      case 'price':
        return priceWords(filters.priceFrom, filters.priceTo);
      case 'created':
        return createdWords(filters.createdFrom, filters.createdTo);
    }
  };
}
