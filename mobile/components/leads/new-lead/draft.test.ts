import { forgetDraft, keepDraft, keptDraft, newDraft, noValues, startDraft } from './draft';

jest.mock('expo-crypto', () => jest.requireActual<object>('node:crypto'));
afterEach(forgetDraft);

test('a form that was left comes back with its key, to the same user alone', () => {
  const draft = { values: { ...noValues, name: 'Rashid' }, key: 'k-1' };
  keepDraft('u', draft);
  expect(keptDraft('u')).toEqual(draft);
  expect(keptDraft('other')).toBeNull();
  forgetDraft();
  expect(keptDraft('u')).toBeNull();
});

test('a form with nothing typed is none', () => {
  keepDraft('u', { values: { ...noValues, comment: '  ', stageId: 3, pipelineId: 1 }, key: 'k' });
  expect(keptDraft('u')).toBeNull();
});

test.each([
  ['+971 50 555 01 42', 'phone'],
  ['rashid@mail.example', 'email'],
  ['Rashid 2', 'name'],
] as const)('a search for %p that found nothing begins with its %s, once', (text, field) => {
  startDraft(text);
  expect(newDraft().values).toEqual({ ...noValues, [field]: text });
  expect(newDraft().values).toEqual(noValues);
});

test('every new form has a key of its own', () => {
  expect(newDraft().key).not.toBe(newDraft().key);
});
