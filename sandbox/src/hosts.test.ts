import { expect, test } from 'vitest';
import { placeOf } from './hosts.ts';

test.each([
  ['amocrm.localhost', 'common'],
  ['AMOCRM.localhost:3001', 'common'],
  ['www.amocrm.localhost:3001', 'common'],
  ['www.amocrm.ru', 'common'],
  ['amocrm.ru', 'common'],
  ['localhost:3001', 'common'],
  ['127.0.0.1:3001', 'common'],
  ['[::1]:3001', 'common'],
  ['192.168.1.20', 'common'],
  ['notamocrm.ru', 'common'],
  ['amocrm.ru.thief.example', 'common'],
  [undefined, 'common'],
  ['api-b.amocrm.localhost:3001', 'api'],
  ['api-b.amocrm.ru', 'api'],
])('%s is %s', (host, kind) => {
  expect(placeOf(host, 'amocrm.localhost')).toEqual({ kind });
});

test.each([
  ['oasiskey.amocrm.localhost:3001', 'oasiskey'],
  ['OasisKey.amocrm.ru', 'oasiskey'],
  ['a.b.amocrm.ru', 'a.b'],
  ['api-a.amocrm.ru', 'api-a'],
])('%s is account %s', (host, subdomain) => {
  expect(placeOf(host, 'amocrm.localhost')).toEqual({ kind: 'account', subdomain });
});
