import { describe, expect, it } from 'vitest';
import { accountSchema } from './account/account.ts';
import { companySchema } from './companies/company.ts';
import { contactSchema } from './contacts/contact.ts';
import { leadSchema, leadSchemaFor } from './leads/lead.ts';
import { pipelineSchema } from './pipelines/pipeline.ts';
import { taskSchema } from './tasks/task.ts';
import { userSchema } from './users/user.ts';

const links = { _links: { self: { href: 'https://example.amocrm.ru/api/v4/x/1' } } };

const lead = {
  id: 3912171,
  name: 'Example',
  price: 12,
  responsible_user_id: 504141,
  group_id: 0,
  status_id: 143,
  pipeline_id: 3104455,
  loss_reason_id: 4203748,
  source_id: null,
  created_by: 504141,
  updated_by: 0,
  created_at: 1585299171,
  updated_at: 1590683337,
  closed_at: 1590683337,
  closest_task_at: null,
  is_deleted: false,
  custom_fields_values: null,
  score: null,
  account_id: 28805383,
  ...links,
  _embedded: {
    tags: [{ id: 100667, name: 'тест', color: null }],
    companies: [{ id: 10971463, ...links }],
  },
};

describe('a lead', () => {
  it('reads as the vendor prints it', () => {
    expect(leadSchema.parse(lead)).toEqual({
      id: 3912171,
      name: 'Example',
      price: 12,
      responsibleUserId: 504141,
      groupId: 0,
      statusId: 143,
      pipelineId: 3104455,
      lossReasonId: 4203748,
      sourceId: null,
      createdBy: 504141,
      updatedBy: 0,
      createdAt: 1585299171,
      updatedAt: 1590683337,
      closedAt: 1590683337,
      closestTaskAt: null,
      isDeleted: false,
      customFields: [],
      accountId: 28805383,
      tags: [{ id: 100667, name: 'тест', color: null }],
      companyIds: [10971463],
      contacts: null,
      lossReason: null,
      catalogElements: null,
      source: null,
      isPriceModifiedByRobot: null,
      score: null,
      laborCost: null,
    });
  });

  it.each([
    ['an array of one', [{ id: 1, name: 'Дорого', sort: 5 }], { id: 1, name: 'Дорого' }],
    ['an object', { id: 1, name: 'Дорого' }, { id: 1, name: 'Дорого' }],
    ['an empty array', [], null],
    ['null', null, null],
  ])('its loss reason may be %s', (_, loss_reason, expected) => {
    const parsed = leadSchema.parse({ ...lead, _embedded: { loss_reason } });
    expect(parsed.lossReason).toEqual(expected);
  });

  it('asked for with contacts it always has the list', () => {
    const contacts = [{ id: 5, is_main: true, ...links }];
    const read = (embedded: object) =>
      leadSchemaFor(['contacts']).parse({ ...lead, _embedded: embedded }).contacts;
    expect(read({ contacts })).toEqual([{ id: 5, isMain: true }]);
    expect(read({})).toEqual([]);
  });

  it('its price is whole units, whatever the answer says', () => {
    expect(leadSchema.parse({ ...lead, price: null }).price).toBe(0);
    expect(leadSchema.parse({ ...lead, price: 99.5 }).price).toBe(100);
  });

  it('ids keep all their digits', () => {
    const id = Number.MAX_SAFE_INTEGER;
    expect(leadSchema.parse({ ...lead, id }).id).toBe(id);
    expect(leadSchema.safeParse({ ...lead, id: 2 ** 60 }).success).toBe(false);
  });

  it.each(['id', 'status_id', 'pipeline_id', 'responsible_user_id', 'created_at', 'updated_at'])(
    'without %s it is not a lead',
    (key) => {
      expect(leadSchema.safeParse({ ...lead, [key]: undefined }).success).toBe(false);
      expect(leadSchema.safeParse({ ...lead, [key]: 'x' }).success).toBe(false);
    },
  );
});

const contact = {
  id: 101,
  name: 'Ivan P',
  first_name: 'Ivan',
  last_name: '',
  responsible_user_id: 7,
  group_id: 0,
  created_by: 7,
  updated_by: 7,
  created_at: 1700000000,
  updated_at: 1700000500,
  is_deleted: false,
  closest_task_at: null,
  custom_fields_values: [
    {
      field_id: 11,
      field_name: 'Телефон',
      field_code: 'PHONE',
      field_type: 'multitext',
      values: [{ value: '+70000000000', enum_id: 21, enum_code: 'WORK' }],
    },
  ],
  account_id: 1,
  ...links,
  _embedded: { tags: [], companies: [{ id: 5, ...links }], leads: [{ id: 9, ...links }] },
};

describe('contacts and companies', () => {
  it('a contact reads with its links', () => {
    const parsed = contactSchema.parse(contact);
    expect(parsed).toMatchObject({
      firstName: 'Ivan',
      lastName: '',
      companyIds: [5],
      leadIds: [9],
    });
    expect(parsed.customFields[0]).toEqual({
      fieldId: 11,
      fieldName: 'Телефон',
      fieldCode: 'PHONE',
      fieldType: 'multitext',
      values: [{ value: '+70000000000', enumId: 21, enumCode: 'WORK' }],
    });
  });

  it.each([
    ['enum instead of enum_code', { value: 'x', enum_id: 1, enum: 'WORK' }, 'x', 'WORK'],
    ['a plain value', { value: true }, true, null],
    ['an object', { value: { name: 'LLC' } }, { name: 'LLC' }, null],
    [
      'a chained list',
      { catalog_id: 1, catalog_element_id: 2 },
      { catalog_id: 1, catalog_element_id: 2 },
      null,
    ],
  ])('a field value: %s', (_, item, value, enumCode) => {
    const fields = [
      { field_id: 1, field_name: 'f', field_code: null, field_type: 't', values: [item] },
    ];
    const parsed = contactSchema.parse({ ...contact, custom_fields_values: fields });
    expect(parsed.customFields[0]?.values[0]).toMatchObject({ value, enumCode });
  });

  it('a company reads, and links that were not asked for are null', () => {
    const company = companySchema.parse({ ...contact, _embedded: { tags: [] } });
    expect(company).toMatchObject({ name: 'Ivan P', contactIds: null, leadIds: null });
    expect('firstName' in company).toBe(false);
  });
});

describe('the rest', () => {
  it.each([
    ['[] when there is none', [], null],
    ['an object when there is', { text: 'Позвонил' }, { text: 'Позвонил' }],
    ['null', null, null],
  ])("a task's result is %s", (_, result, expected) => {
    const task = taskSchema.parse({
      id: 1,
      created_by: 0,
      updated_by: 0,
      created_at: 1,
      updated_at: 2,
      responsible_user_id: 7,
      group_id: 0,
      entity_id: null,
      entity_type: null,
      duration: 0,
      is_completed: false,
      task_type_id: 1,
      text: 'Связаться',
      result,
      complete_till: 3,
      account_id: 1,
    });
    expect(task.result).toEqual(expected);
  });

  it('the account, amoCRM with everything and Kommo with little', () => {
    const full = accountSchema.parse({
      id: 1231414,
      name: 'example',
      subdomain: 'example',
      current_user_id: 581651,
      country: 'RU',
      is_api_filter_enabled: true,
      _embedded: {
        users_groups: [{ id: 0, name: 'Отдел продаж', uuid: null }],
        task_types: [{ id: 1, name: 'Связаться', color: null, icon_id: null, code: 'FOLLOW_UP' }],
        datetime_settings: { timezone: 'Europe/Moscow', timezone_offset: '+03:00' },
      },
    });
    expect(full).toMatchObject({
      currentUserId: 581651,
      isApiFilterEnabled: true,
      timezone: 'Europe/Moscow',
      taskTypes: [{ id: 1, name: 'Связаться', color: null, code: 'FOLLOW_UP' }],
    });
    const kommo = accountSchema.parse({ id: 1, name: 'n', subdomain: 's', currency: 'EUR' });
    expect(kommo).toMatchObject({ currency: 'EUR', timezone: null, isApiFilterEnabled: null });
  });

  it('a user without rights is nobody special', () => {
    expect(userSchema.parse({ id: 1, name: 'Olena' })).toMatchObject({
      isAdmin: false,
      isActive: false,
    });
    const rights = { is_admin: true, is_free: false, is_active: true, group_id: 0, role_id: null };
    expect(userSchema.parse({ id: 1, name: 'Olena', rights })).toMatchObject({
      isAdmin: true,
      isActive: true,
      groupId: 0,
    });
  });

  it('a pipeline needs its statuses', () => {
    const status = {
      id: 142,
      name: 'w',
      sort: 1,
      is_editable: false,
      pipeline_id: 1,
      color: '#CCFF66',
      type: 0,
    };
    const pipeline = { id: 1, name: 'Воронка', sort: 1, is_main: true };
    expect(pipelineSchema.safeParse(pipeline).success).toBe(false);
    const parsed = pipelineSchema.parse({ ...pipeline, _embedded: { statuses: [status] } });
    expect(parsed.statuses[0]).toMatchObject({ id: 142, pipelineId: 1, color: '#CCFF66' });
  });
});
