import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AmoApi } from '../api.ts';
import { fixture, replayed } from '../testing/replayed.ts';

/** Every answer that was recorded, and the call it answers. */
const answers: [string, (api: AmoApi) => Promise<unknown>, object][] = [
  [
    'account.get.response.json',
    (api) => api.account.get(),
    {
      id: 1231414,
      customersMode: 'segments',
      isApiFilterEnabled: true,
      timezone: 'Europe/Moscow',
      dateFormats: { dateFormat: 'd.m.Y', timeFormat: 'H:i:s' },
      amojoRights: { canDirect: true, canCreateGroups: true },
      entityNames: { leads: { ru: { gender: 'm' } } },
      usersGroups: [{ id: 0, uuid: null }],
      taskTypes: [{ code: 'FOLLOW_UP' }, { code: 'MEETING' }],
    },
  ],
  [
    'account.get.kommo.response.json',
    (api) => api.account.get(),
    { id: 123123123, currency: 'EUR', createdAt: 1739794993, createdBy: 0, dateFormats: null },
  ],
  [
    'leads.list.response.json',
    (api) => api.leads.list(),
    { page: 2, next: 'limit=2&page=3', items: [{ id: 19619, price: 46333 }, {}], broken: [] },
  ],
  [
    'leads.one.response.json',
    (api) => api.leads.get(3912171, { with: ['contacts', 'catalog_elements'] }),
    {
      contacts: [{ id: 10971465, isMain: true }],
      catalogElements: [{ id: 525439, quantity: 1, catalogId: 4521, priceId: null }],
      lossReason: { id: 4203748, name: 'Пропала потребность' },
      isPriceModifiedByRobot: false,
    },
  ],
  [
    'pipelines.list.response.json',
    (api) => api.pipelines.list(),
    [{ id: 3177727, isMain: true, statuses: { length: 5 } }],
  ],
  ['pipelines.one.response.json', (api) => api.pipelines.get(1), { id: 3177727 }],
  [
    'pipelines.patch.response.json',
    (api) => api.pipelines.patch(3177727, {}),
    { id: 3177727, sort: 1000, name: 'Новое название для воронки' },
  ],
  [
    'statuses.list.response.json',
    (api) => api.statuses.list(3177727, { with: ['descriptions'] }),
    [
      { type: 1 },
      { descriptions: [{ level: 'newbie' }, { level: 'candidate' }, { level: 'master' }] },
      {},
      { id: 142 },
      { id: 143 },
    ],
  ],
  [
    'statuses.one.response.json',
    (api) => api.statuses.get(3177727, 32392159),
    { id: 32392159, descriptions: { length: 3 } },
  ],
  [
    'statuses.patch.response.json',
    (api) => api.statuses.patch(3177727, 32392165, {}),
    { id: 32392165, color: '#c1e0ff', descriptions: { length: 2 } },
  ],
  [
    'webhooks.subscribe.response.json',
    (api) => api.webhooks.subscribe({ destination: 'https://example.test', settings: [] }),
    { id: 1056949, isDisabled: false, settings: ['add_lead'] },
  ],
];

/** Every request that was recorded, the same in our words, and what it was answered. */
const writes: [string, string, (api: AmoApi) => Promise<unknown>, object][] = [
  [
    'leads.create.request.json',
    'leads.create.response.json',
    (api) =>
      api.leads.add([
        {
          name: 'Сделка для примера 1',
          createdBy: 0,
          price: 20000,
          customFields: [{ fieldId: 294471, values: [{ value: 'Наш первый клиент' }] }],
          tagsToAdd: [{ name: 'Первый тег' }, { id: 217261 }],
        },
        { name: 'Сделка для примера 2', price: 10000, tags: [{ id: 2719 }] },
      ]),
    [{ id: 10185151 }, { id: 10185153 }],
  ],
  [
    'leads.patch.request.json',
    'leads.patch.response.json',
    (api) =>
      api.leads.patchMany([
        {
          id: 54886,
          pipelineId: 47521,
          statusId: 143,
          closedAt: 1589297221,
          lossReasonId: 7323,
          updatedBy: 0,
          tagsToAdd: [{ name: 'Второй тег' }],
          tagsToDelete: [{ name: 'Первый тег' }],
        },
        { id: 54884, price: 50000, pipelineId: 47521, statusId: 525743, tags: null },
      ]),
    [
      { id: 54886, updatedAt: 1589556420 },
      { id: 54884, updatedAt: 1589556420 },
    ],
  ],
  [
    'leads.complex.request.json',
    'leads.complex.response.json',
    (api) =>
      api.leads.addComplex([
        {
          name: 'Название сделки',
          price: 3422,
          contact: {
            firstName: 'Екатерина',
            createdAt: 1608905348,
            responsibleUserId: 2004184,
            updatedBy: 0,
            customFields: [
              { fieldId: 66186, values: [{ enumId: 193200, value: 'example@example.com' }] },
              { fieldId: 66192, values: [{ enumId: 193226, value: '+79123456789' }] },
            ],
          },
          company: { name: 'ООО Рога и Копыта' },
          createdAt: 1608905348,
          responsibleUserId: 2004184,
          customFields: [
            { fieldId: 1286573, values: [{ value: 'Поле текст' }] },
            { fieldId: 1286575, values: [{ enumId: 2957741 }, { enumId: 2957743 }] },
          ],
          statusId: 33929752,
          pipelineId: 3383152,
          requestId: 'qweasd',
        },
        {
          name: 'Название сделки',
          price: 3422,
          metadata: {
            category: 'forms',
            formId: 123,
            formName: 'Форма на сайте',
            formPage: 'https://example.com',
            formSentAt: 1608905348,
            ip: '8.8.8.8',
            referer: 'https://example.com/form.html',
          },
          contact: {
            firstName: 'Евгений',
            customFields: [
              {
                fieldCode: 'EMAIL',
                values: [{ enumCode: 'WORK', value: 'unsorted_example@example.com' }],
              },
              { fieldCode: 'PHONE', values: [{ enumCode: 'WORK', value: '+79129876543' }] },
            ],
          },
          statusId: 33929749,
          pipelineId: 3383152,
          requestId: 'uns_qweasd',
        },
      ]),
    [
      { id: 15198335, contactId: 19663157, companyId: 19663155, merged: false },
      { id: 15198337, contactId: 19663161, companyId: 19663159, merged: false },
    ],
  ],
  [
    'pipelines.create.request.json',
    'pipelines.create.response.json',
    (api) =>
      api.pipelines.add([
        {
          name: 'Воронка доп продаж',
          isMain: false,
          isUnsortedOn: true,
          sort: 20,
          requestId: '123',
          statuses: [
            { id: 142, name: 'Мое название для успешных сделок' },
            { name: 'Первичный контакт', sort: 10, color: '#fffeb2' },
          ],
        },
      ]),
    [{ id: 3270358, statuses: { length: 4 } }],
  ],
  [
    'pipelines.patch.request.json',
    'pipelines.patch.response.json',
    (api) =>
      api.pipelines.patch(3177727, {
        name: 'Новое название для воронки',
        isMain: false,
        isUnsortedOn: false,
        sort: 100,
      }),
    { id: 3177727 },
  ],
  [
    'statuses.create.request.json',
    'statuses.create.response.json',
    (api) =>
      api.statuses.add(3270355, [
        {
          name: 'Новый этап',
          sort: 100,
          color: '#fffeb2',
          descriptions: [
            { level: 'newbie', description: 'Описание статуса "Новый этап" для новичка' },
            { level: 'candidate', description: 'Описание статуса "Новый этап" для кандидата' },
            { level: 'master', description: 'Описание статуса "Новый этап" для мастера' },
          ],
        },
        { name: 'Новый этап 2', sort: 200, color: '#fffeb2' },
      ]),
    [{ id: 33035290 }, { id: 33035293 }],
  ],
  [
    'statuses.patch.request.json',
    'statuses.patch.response.json',
    (api) =>
      api.statuses.patch(3177727, 32392165, {
        name: 'Новое название для статуса',
        color: '#c1e0ff',
        descriptions: [
          {
            level: 'newbie',
            description: 'Описание статуса "Новое название для статуса" для новичка',
          },
          {
            id: 497,
            level: 'candidate',
            description: 'Новое описание статуса "Новое название для статуса" для кандидата',
          },
          { id: 499, level: 'master' },
        ],
      }),
    { id: 32392165 },
  ],
  [
    'webhooks.subscribe.request.json',
    'webhooks.subscribe.response.json',
    (api) =>
      api.webhooks.subscribe({
        destination: 'https://example.test',
        settings: ['add_lead'],
        sort: 10,
      }),
    { id: 1056949 },
  ],
];

describe('what amoCRM was recorded to say', () => {
  it.each(answers)('%s is read', async (name, read, expected) => {
    expect(await read(replayed(fixture(name)).api)).toMatchObject(expected);
  });

  it.each(writes)('%s is what we send, %s what we understand', async (sent, answer, write, out) => {
    const { api, requests } = replayed(fixture(answer));
    expect(await write(api)).toMatchObject(out);
    expect(requests).toHaveLength(1);
    const body: unknown = JSON.parse(requests[0]?.body ?? '');
    expect(withoutDefaultIds(body)).toEqual(JSON.parse(fixture(sent)));
  });

  it('no recorded body is left out', () => {
    const read = [...answers.map(([name]) => name), ...writes.flatMap(([a, b]) => [a, b])];
    const recorded = readdirSync(new URL('../testing/fixtures', import.meta.url)).filter(
      // The webhooks have tests of their own.
      (name) => name.endsWith('.json') && !name.startsWith('webhook.'),
    );
    expect([...new Set(read)].sort()).toEqual(recorded.sort());
  });
});

/** We name every item; the vendor's samples leave out a name that is the item's place. */
function withoutDefaultIds(body: unknown): unknown {
  if (!Array.isArray(body)) return body;
  return body.map((item: Record<string, unknown>, at) => {
    const { request_id, ...rest } = item;
    return request_id === String(at) ? rest : item;
  });
}
