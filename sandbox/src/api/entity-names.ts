/** What an account calls its leads, by language: `with=entity_names`. */
export const entityNames = {
  leads: {
    ru: {
      gender: 'f',
      plural_form: {
        dative: 'сделкам',
        default: 'сделки',
        genitive: 'сделок',
        accusative: 'сделки',
        instrumental: 'сделками',
        prepositional: 'сделках',
      },
      singular_form: {
        dative: 'сделке',
        default: 'сделка',
        genitive: 'сделки',
        accusative: 'сделку',
        instrumental: 'сделкой',
        prepositional: 'сделке',
      },
    },
    en: { singular_form: { default: 'lead' }, plural_form: { default: 'leads' }, gender: 'f' },
    es: { singular_form: { default: 'lead' }, plural_form: { default: 'leads' }, gender: 'm' },
  },
} as const;
