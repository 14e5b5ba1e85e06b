import {
  asksForSomething,
  cleared,
  isOn,
  leadsFilterOf,
  paramsOf,
  parseFilters,
} from './search-filters';

test('what the address says comes back as it was', () => {
  const filters = {
    query: '50 555 01',
    pipelineId: 1,
    stageId: 142,
    taskState: 'overdue' as const,
    priceFrom: 500_000,
    createdTo: '2026-04-14',
  };
  expect(parseFilters(paramsOf(filters))).toEqual(filters);
});

test('what an address says wrongly is left out, and the rest holds', () => {
  expect(
    parseFilters({
      query: 'вілла',
      pipelineId: '1e99',
      stageId: '-5',
      tag: '<script>',
      taskState: 'never',
      priceFrom: '1.5',
      createdFrom: '2026-02-30',
      responsibleUserId: ['7', '8'],
      cursor: 'x',
    }),
  ).toEqual({ query: 'вілла', responsibleUserId: 7 });
});

test('a day is asked for as the account counts it, ranges in order', () => {
  expect(
    leadsFilterOf(
      { createdFrom: '2026-04-15', createdTo: '2026-04-14', priceFrom: 9, priceTo: 3, query: ' ' },
      'Asia/Dubai',
    ),
  ).toEqual({
    createdFrom: '2026-04-13T20:00:00.000Z',
    createdTo: '2026-04-15T19:59:59.000Z',
    priceFrom: 3,
    priceTo: 9,
  });
});

test('taking a filter off takes all of it off', () => {
  const filters = { query: 'x', pipelineId: 1, stageId: 2, priceTo: 5 };
  expect(isOn({ ...filters, ...cleared('stage') }, 'stage')).toBe(false);
  expect(isOn({ ...filters, ...cleared('stage') }, 'price')).toBe(true);
  expect(asksForSomething({ ...filters, ...cleared(), query: '  ' })).toBe(false);
});
