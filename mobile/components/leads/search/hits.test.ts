import { markHits } from './hits';

const marked = (text: string, query: string) =>
  markHits(text, query)
    .map((part) => (part.hit ? `[${part.text}]` : part.text))
    .join('');

test.each([
  ['Пентхаус на Palm Jumeirah', 'palm пент', '[Пент]хаус на [Palm] Jumeirah'],
  ['Єлизавета Нестеренко', 'ЄЛИЗ', '[Єлиз]авета Нестеренко'],
  ['Вілла', '', 'Вілла'],
  ['4 спальні (море)', '(море)', '4 спальні [(море)]'],
  ['a+b-c', 'b-c', 'a+[b-c]'],
  ['Palm Palma', 'pal palma', '[Pal]m [Palma]'],
])('in %p, %p marks %p', (text, query, shown) => {
  expect(marked(text, query)).toBe(shown);
});

test.each(['.*', '(((', '\\', '[a-', '$^', '/-'])(
  'a query of signs, %p, is no pattern',
  (query) => {
    expect(markHits('abc', query)).toEqual([{ text: 'abc', hit: false }]);
  },
);
