import { readCallbackQuery, routeOfLink } from './callback-link';

const state = 's'.repeat(43);

test.each([
  `foryoure://amo-crm/callback?code=abc&state=${state}&referer=oasiskey.amocrm.ru`,
  `FORYOURE://amo-crm/callback/?code=abc&state=${state}&referer=oasiskey.amocrm.ru#x`,
  `https://app.agency.example/app/amo-crm/callback?code=abc&state=${state}&referer=oasiskey.amocrm.ru`,
  `/app/amo-crm/callback?code=abc&state=${state}&referer=oasiskey.amocrm.ru`,
])('a callback link leads to the callback, its parameters beside the route: %s', (link) => {
  const { route, callback } = routeOfLink(link);
  expect(route).toBe('/amo-crm/callback');
  expect(callback).toMatchObject({
    code: 'abc',
    state,
    referer: 'oasiskey.amocrm.ru',
    error: null,
  });
});

test.each([
  'foryoure://evil/amo-crm/callback?code=abc',
  'foryoure://amo-crm/callback/../../settings?code=abc',
  'foryoure://amo-crm%2Fcallback?code=abc',
  'foryoure://amo-crm:80/callback?code=abc',
  'foryoure://user@amo-crm/callback?code=abc',
  'foryoure:///amo-crm/callback?code=abc',
  'foryoure://amo-crm/callback2?code=abc',
  'https://app.agency.example/amo-crm/callback?code=abc',
  'https://evil.example/settings',
  'https://evil.example@app.agency.example/app/amo-crm/callback?code=abc',
  'https://app.agency.example/app/%61mo-crm/callback?code=abc',
])('a link that only resembles the callback leads nowhere: %s', (link) => {
  expect(routeOfLink(link)).toEqual({ route: '/no-such-link', callback: null });
});

test.each(['/', '/crm', 'foryoure:///', 'exp://127.0.0.1:8081/--/', '/amo-crm/callback'])(
  'the router keeps its own: %s',
  (link) => {
    expect(routeOfLink(link)).toEqual({ route: link, callback: null });
  },
);

test('a parameter that stands twice, is empty or huge counts as none', () => {
  const huge = 'x'.repeat(2049);
  expect(readCallbackQuery(`code=a&code=b&state=&referer=${huge}&error=denied`)).toMatchObject({
    code: null,
    state: null,
    referer: '',
    error: 'denied',
  });
});

test('two deliveries of one link can be told apart', () => {
  expect(readCallbackQuery('code=a').delivery).not.toBe(readCallbackQuery('code=a').delivery);
});
