import type { Note, TimelineItem } from '@foryou-crm/contract/lead';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/use-format';
import { noteWord } from './timeline-look';
import { nameOfUser, type LeadAccount } from './use-account';

export type ItemWords = {
  /** Null: a robot, or it does not matter. */
  who: string | null;
  what: string;
  change: { from: string | null; to: string } | null;
  /** People's own words. */
  text: string | null;
};

/** How a note or event is told, in the language of the app. */
export function useItemWords(account: LeadAccount): (item: TimelineItem) => ItemWords {
  const { t } = useTranslation('lead');
  const format = useFormat();
  const { currency, amoUserId } = account;

  const whoOf = ({ author }: TimelineItem): string | null => {
    if (author === null) return null;
    if (author.id === amoUserId) return t('timeline.you');
    return author.name ?? t('unknownUser');
  };
  const personOf = (user: { id: number; name: string | null }) =>
    nameOfUser(user, account) ?? t('unknownUser');
  const money = (amount: number) =>
    currency === null ? format.number(amount) : format.money(amount, currency);
  const lasting = (seconds: number) => {
    const whole = Math.round(seconds);
    const minutes = Math.floor(whole / 60);
    if (whole === 0) return t('timeline.notTalked');
    if (minutes === 0) return t('timeline.seconds', { seconds: whole });
    return t('timeline.minutes', { minutes, seconds: whole % 60 });
  };
  const kindOf = (note: Note) => {
    const word = noteWord(note.type);
    const name = t(`timeline.note.${word}`);
    return note.durationSeconds === null
      ? name
      : t('timeline.lasting', { name, duration: lasting(note.durationSeconds) });
  };

  return (item) => {
    const none = { who: whoOf(item), change: null, text: null };
    switch (item.kind) {
      case 'note':
        return {
          ...none,
          what: kindOf(item),
          text: item.text === null || item.text === '' ? item.fileName : item.text,
        };
      case 'lead_created':
        return { ...none, what: t('timeline.event.lead_created') };
      case 'stage_changed':
        return {
          ...none,
          what: t('timeline.event.stage_changed'),
          change: {
            from: item.from === null ? null : (item.from.name ?? t('stage.unknown')),
            to: item.to.name ?? t('stage.unknown'),
          },
        };
      case 'responsible_changed':
        return {
          ...none,
          what: t('timeline.event.responsible_changed'),
          change: { from: item.from && personOf(item.from), to: personOf(item.to) },
        };
      case 'price_changed':
        return {
          ...none,
          what: t('timeline.event.price_changed'),
          change: { from: item.from === null ? null : money(item.from), to: money(item.to) },
        };
      case 'task_added':
      case 'task_completed':
        return {
          ...none,
          what: t(`timeline.event.${item.kind}`),
          change: item.task.text === null ? null : { from: null, to: item.task.text },
        };
    }
  };
}
