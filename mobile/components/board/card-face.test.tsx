import { screen, within } from '@testing-library/react-native';
import { lead } from '@/api/testing/seed';
import { renderInApp } from '@/testing/render';
import { BoardAccountContext, type BoardAccount } from './account-context';
import { CardFace } from './CardFace';

const account: BoardAccount = {
  currency: 'AED',
  timeZone: 'Asia/Dubai',
  amoUserId: 7,
  ownName: 'Олена Марченко',
  now: Date.parse('2026-11-23T08:00:00Z'),
  whole: true,
};
const card = (responsibleUser: { id: number; name: string | null }, of = account) =>
  renderInApp(
    <BoardAccountContext value={of}>
      <CardFace lead={lead(1, 1001, { responsibleUser })} shape="phone" />
    </BoardAccountContext>,
  );
const avatar = (name: string) => within(screen.getByRole('img', { name }));

test('a responsible person is drawn by the initials of the name in amoCRM', () => {
  card({ id: 8, name: 'Максим Дорош' });
  expect(avatar('Максим Дорош').getByText('МД', { includeHiddenElements: true })).toBeTruthy();
});

test('the broker’s own lead, where amoCRM names nobody, has the name of the app’s profile', () => {
  card({ id: 7, name: null });
  expect(avatar('Олена Марченко').getByText('ОМ', { includeHiddenElements: true })).toBeTruthy();
});

test.each([
  ['a colleague', { id: 8, name: null }, account],
  ['the broker without a profile yet', { id: 7, name: null }, { ...account, ownName: null }],
])('%s whom nobody can name has no letters, and that is said', (_who, user, of) => {
  card(user, of);
  const all = { includeHiddenElements: true };
  expect(avatar('ім’я недоступне').queryByText(/\p{L}/u, all)).toBeNull();
});

test.each([
  ['2026-11-23T07:00:00Z', 'сьогодні'],
  ['2026-11-22T07:00:00Z', '1 день'],
  ['2026-11-19T07:00:00Z', '4 дні'],
  ['2026-11-12T07:00:00Z', '11 днів'],
])('a lead in its stage since %s has been there %s', (stageSince, words) => {
  renderInApp(
    <BoardAccountContext value={account}>
      <CardFace lead={lead(1, 1001, { stageSince })} shape="phone" />
    </BoardAccountContext>,
  );
  expect(screen.getByText(words)).toBeOnTheScreen();
});

test('a card that does not know since when says nothing of days', () => {
  renderInApp(
    <BoardAccountContext value={account}>
      <CardFace lead={lead(1, 1001, { stageSince: null })} shape="phone" />
    </BoardAccountContext>,
  );
  expect(screen.queryByText(/ д(ень|ні|нів|ня)$/)).toBeNull();
});
