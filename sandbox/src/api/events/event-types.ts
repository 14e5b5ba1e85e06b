import type { Account } from '../../store/model.ts';
import type { Language } from './language.ts';
import { eventTypeNames } from './type-names.ts';

interface EventType {
  readonly key: string;
  readonly type: number;
  readonly lang: string;
}

/** All types of event, and one more for every custom field, which only a filter knows. */
export function eventTypes(account: Account, language: Language): EventType[] {
  const general = eventTypeNames.map((name) => ({
    key: name.key,
    type: name.number,
    lang: name[language],
  }));
  const [word, number] = [fieldWords[language], 24];
  const fields = [...account.customFields.values()].map(({ id, name }) => ({
    key: `custom_field_${id}_value_changed`,
    type: number,
    lang: `${word} "${name}"`,
  }));
  return [...general, ...fields];
}

const fieldWords: Readonly<Record<Language, string>> = {
  ru: 'Изменение поля',
  en: 'Field value changed:',
  es: 'Cambio del campo',
  pt: 'Alteração no campo',
};
