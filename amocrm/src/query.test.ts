import { describe, expect, it } from 'vitest';
import type { LeadsQuery } from './entities/leads/lead-query.ts';
import { encodeQuery, listQuery, withList } from './query.ts';

const plain = (query: string) => decodeURIComponent(query);

describe('PHP bracket syntax', () => {
  it.each([
    [{ page: 2, limit: 250 }, 'page=2&limit=250'],
    [{ filter: { id: [1, 2] } }, 'filter[id][]=1&filter[id][]=2'],
    [{ filter: { id: 7 } }, 'filter[id]=7'],
    [
      { filter: { updated_at: { from: 1, to: 2 } } },
      'filter[updated_at][from]=1&filter[updated_at][to]=2',
    ],
    [
      {
        filter: {
          statuses: [
            { pipeline_id: 1, status_id: 142 },
            { pipeline_id: 2, status_id: 143 },
          ],
        },
      },
      'filter[statuses][0][pipeline_id]=1&filter[statuses][0][status_id]=142' +
        '&filter[statuses][1][pipeline_id]=2&filter[statuses][1][status_id]=143',
    ],
    [{ filter: { is_completed: false } }, 'filter[is_completed]=0'],
    [{ a: undefined, b: [], c: {}, d: '' }, 'd='],
    [{}, ''],
  ])('%j', (query, expected) => {
    expect(plain(encodeQuery(query))).toBe(expected);
  });

  it('a value cannot break out of its place', () => {
    const encoded = encodeQuery({ query: 'a&limit=1#x[]=?%20', page: 1 });
    expect([...new URLSearchParams(encoded)]).toEqual([
      ['query', 'a&limit=1#x[]=?%20'],
      ['page', '1'],
    ]);
  });

  it.each([NaN, Infinity, -Infinity])('%d is refused', (value) => {
    expect(() => encodeQuery({ page: value })).toThrow(RangeError);
  });
});

describe('list queries', () => {
  it("speak amoCRM's names", () => {
    const query: LeadsQuery = {
      limit: 100,
      page: 3,
      with: ['contacts', 'loss_reason'],
      order: { by: 'updated_at', direction: 'desc' },
      query: 'Марина',
      filter: {
        responsibleUserId: [5, 6],
        pipelineId: 9,
        closestTaskAt: { from: 10 },
        statuses: [{ pipelineId: 9, statusId: 142 }],
        customFields: { 77: ['Marina', 3], 78: { from: 1, to: 2 } },
      },
    };
    expect(plain(listQuery(query)).split('&')).toEqual([
      'limit=100',
      'page=3',
      'with=contacts,loss_reason',
      'query=Марина',
      'order[updated_at]=desc',
      'filter[responsible_user_id][]=5',
      'filter[responsible_user_id][]=6',
      'filter[pipeline_id]=9',
      'filter[closest_task_at][from]=10',
      'filter[statuses][0][pipeline_id]=9',
      'filter[statuses][0][status_id]=142',
      'filter[custom_fields_values][77][]=Marina',
      'filter[custom_fields_values][77][]=3',
      'filter[custom_fields_values][78][from]=1',
      'filter[custom_fields_values][78][to]=2',
    ]);
  });

  it.each([{ limit: 0 }, { limit: 251 }, { limit: 1.5 }, { page: 0 }, { page: -1 }])(
    '%j is refused before anything is sent',
    (query) => {
      expect(() => listQuery(query)).toThrow(RangeError);
    },
  );

  it('a next page is asked for exactly as amoCRM named it', () => {
    expect(listQuery({ next: 'page=2&limit=2&filter%5Bid%5D=1' })).toBe(
      'page=2&limit=2&filter%5Bid%5D=1',
    );
  });

  it('no with, no parameter', () => {
    expect(withList([])).toBeUndefined();
    expect(withList(undefined)).toBeUndefined();
  });
});
