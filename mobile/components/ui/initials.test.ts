import { initials } from './initials';

test.each([
  ['Марко Лисенко', 'МЛ'],
  ['Юрій Ґудзь', 'ЮҐ'],
  ['  james  whitmore jr ', 'JW'],
  ['olena@demo.example', 'OD'],
  ['Cher', 'C'],
  ['«Оазис» Нерухомість', 'ОН'],
  ['', ''],
  ['...', ''],
])('%p is drawn as %p', (name, letters) => {
  expect(initials(name)).toBe(letters);
});
