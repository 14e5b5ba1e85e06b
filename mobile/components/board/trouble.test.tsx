import { paths } from '@foryou-crm/contract/paths';
import {
  troubleReasonSchema,
  type ReconnectReason,
  type RetryReason,
  type TroubleReason,
} from '@foryou-crm/contract/problem';
import { act, fireEvent, within } from '@testing-library/react-native';
import { AppState, DeviceEventEmitter, type AppStateStatus } from 'react-native';
import { router } from 'expo-router';
import { attemptOf, freshPhone, pass, screen, signedInAs, startApp } from '@/api/testing/app';
import { problem, type FakeBackend } from '@/api/testing/fake-backend';
import { light } from '@/theme/tokens';

let backend: FakeBackend;
let appStates: ((state: AppStateStatus) => void)[] = [];
beforeEach(async () => {
  backend = await freshPhone();
  await signedInAs(backend);
  backend.connect();
  appStates = [];
  jest.spyOn(AppState, 'addEventListener').mockImplementation((type, listener) => {
    if (type === 'change') appStates.push(listener);
    return DeviceEventEmitter.addListener('app-state', () => undefined);
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const LEAD = 'Пентхаус на Palm Jumeirah';
const badge = () => screen.findByTestId('status-badge');
/** The app comes back to the front a while later, and asks again. */
const later = async (milliseconds = 60_000) => {
  await pass(milliseconds);
  appStates.forEach((tell) => tell('active'));
  await pass(3000);
};

type Words = { short: string; title: string; why: RegExp; who: RegExp };
const nothing = /^Від вас нічого не потрібно/;
const administrator = /^Виправити це має адміністратор застосунку/;
const troubles: Record<TroubleReason, Words> = {
  crm_unreachable: {
    short: 'amoCRM не відповідає',
    title: 'amoCRM не відповідає',
    why: /лишаються без відповіді/,
    who: nothing,
  },
  crm_rate_limited: {
    short: 'забагато запитів',
    title: 'amoCRM просить зачекати',
    why: /зараз забагато/,
    who: nothing,
  },
  secret_rejected: {
    short: 'доступ не оновлено',
    title: 'Доступ не оновлюється',
    why: /не приймає ключ інтеграції/,
    who: administrator,
  },
  subscription_ended: {
    short: 'підписка закінчилася',
    title: 'Підписка amoCRM закінчилася',
    why: /не оплачено/,
    who: /^Продовжити підписку може адміністратор amoCRM/,
  },
  ip_blocked: {
    short: 'сервер заблоковано',
    title: 'amoCRM блокує наш сервер',
    why: /з адреси нашого сервера/,
    who: administrator,
  },
  key_unavailable: {
    short: 'сховище закрито',
    title: 'Сховище доступів закрито',
    why: /зашифрованому сховищі/,
    who: administrator,
  },
};
const everyTrouble = troubleReasonSchema.options.map((reason): [TroubleReason, Words] => [
  reason,
  troubles[reason],
]);

describe.each(everyTrouble)('a connection in trouble: %s', (reason, words) => {
  test('leaves the leads readable; badge, note and sheet say what, since when and whose turn it is', async () => {
    startApp();
    expect(await screen.findByText(LEAD)).toBeOnTheScreen();
    backend.trouble(reason);
    await later();

    const shown = within(await badge());
    expect(shown.getByText(words.short)).toBeOnTheScreen();
    expect(shown.getByText(/· з 12\.04/)).toBeOnTheScreen();
    expect(screen.getAllByText(words.title).at(-1)).toBeOnTheScreen();
    expect(screen.getByText(/^Помічено 12.квітня.* о 18:20\.$/)).toBeOnTheScreen();
    expect(screen.getByText(/^Дані завантажено (сьогодні|учора) о \d+:\d\d\.$/)).toBeOnTheScreen();
    expect(screen.getByText(LEAD)).toBeOnTheScreen();
    expect(screen.queryByRole('button', { name: 'Підключити ще раз' })).toBeNull();

    fireEvent.press(await badge());
    expect(await screen.findByText(words.why)).toBeOnTheScreen();
    expect(screen.getByText(words.who)).toBeOnTheScreen();
    expect(screen.getByText(/^Уже завантажені угоди можна читати/)).toBeOnTheScreen();
  });

  test('with nothing loaded yet says the same in place of the leads', async () => {
    backend.trouble(reason);
    startApp();
    expect(await screen.findByRole('heading', { name: words.title })).toBeOnTheScreen();
    expect(screen.getByText(words.why)).toBeOnTheScreen();
    expect(screen.getByText(words.who)).toBeOnTheScreen();
    expect(screen.getByText(/^Помічено 12.квітня.* о 18:20\.$/)).toBeOnTheScreen();
    expect(screen.getByRole('button', { name: 'Спробувати ще раз' })).toBeOnTheScreen();
  });
});

test.each<[RetryReason, string, RegExp]>([
  ['busy', 'Сервер зайнятий', /виконує попередній запит/],
  ['database_unreachable', 'База даних не відповідає', /не має зв’язку зі своєю базою даних/],
  ...everyTrouble.map(([reason, { title, why }]): [RetryReason, string, RegExp] => [
    reason,
    title,
    why,
  ]),
])('"try later" because of "%s" is worded, though the status says nothing', async (...said) => {
  const [reason, title, why] = said;
  backend.refuse(problem('retry_later', { reason }));
  startApp();
  expect(await screen.findByRole('heading', { name: title })).toBeOnTheScreen();
  expect(screen.getByText(why)).toBeOnTheScreen();
  expect(screen.queryByText(/^Помічено/)).toBeNull();
  backend.connect();
  fireEvent.press(screen.getByRole('button', { name: 'Спробувати ще раз' }));
  expect(await screen.findByText(LEAD)).toBeOnTheScreen();
});

test('a status that the database keeps back is worded too, and never looks like "not connected"', async () => {
  const away = problem('retry_later', { reason: 'database_unreachable' });
  backend.always.set(paths.amoCrm.status, away);
  startApp();
  expect(await screen.findByText('База даних не відповідає')).toBeOnTheScreen();
  expect(screen.getByText(/Ваші дані цілі/)).toBeOnTheScreen();
  expect(screen.queryByText('Підключити amoCRM')).toBeNull();
});

test('leads that a busy database keeps back leave the old ones, and the badge says whose fault it is', async () => {
  startApp();
  expect(await screen.findByText(LEAD)).toBeOnTheScreen();
  backend.refuse(problem('retry_later', { reason: 'database_unreachable' }));
  await later();
  expect(within(await badge()).getByText('база не відповідає')).toBeOnTheScreen();
  expect(screen.getByText(/^База даних не відповідає\. Дані завантажено/)).toBeOnTheScreen();
  expect(screen.getByText(LEAD)).toBeOnTheScreen();
});

test('an answer that tells of trouble makes the app ask the status, which knows since when', async () => {
  startApp();
  expect(await screen.findByText(LEAD)).toBeOnTheScreen();
  backend.trouble('ip_blocked', new Date().toISOString());
  const asked = backend.callsTo(paths.amoCrm.status).length;
  fireEvent.press(await badge());
  fireEvent.press(await screen.findByText('Оновити зараз'));
  await pass(3000);
  expect(backend.callsTo(paths.amoCrm.status).length).toBeGreaterThan(asked);
  expect(within(await badge()).getByText(/· (з \d+:\d\d|з учора)$/)).toBeOnTheScreen();
});

test('trouble is asked about every minute; once it is over the leads are refreshed by themselves', async () => {
  backend.trouble('secret_rejected');
  startApp();
  expect(await screen.findByText('Доступ не оновлюється')).toBeOnTheScreen();
  backend.connect();
  await pass(61_000);
  expect(await screen.findByText(LEAD)).toBeOnTheScreen();
  expect(screen.queryByText('Доступ не оновлюється')).toBeNull();
  const asked = backend.callsTo(paths.amoCrm.status).length;
  await pass(300_000);
  expect(backend.callsTo(paths.amoCrm.status)).toHaveLength(asked);
});

test('a disconnect that the database keeps back says why, and the account stays', async () => {
  startApp();
  expect(await screen.findByText(LEAD)).toBeOnTheScreen();
  fireEvent.press(await badge());
  fireEvent.press(await screen.findByText('Відключити'));
  const away = problem('retry_later', { reason: 'database_unreachable' });
  backend.next.set(paths.amoCrm.disconnect, away);
  await screen.findByText('Відключити Oasis Key Realty?');
  const buttons = await screen.findAllByRole('button', { name: 'Відключити' });
  fireEvent.press(within(buttons.at(-1) ?? screen.root).getByText('Відключити'));
  expect(await screen.findByText('Не вдалося відключити')).toBeOnTheScreen();
  expect(screen.getByText(/Ваші дані цілі/)).toBeOnTheScreen();
});

test('without network the badge says so: whether the trouble lasts is not known', async () => {
  startApp();
  expect(await screen.findByText(LEAD)).toBeOnTheScreen();
  backend.trouble('subscription_ended');
  await later();
  expect(await screen.findByText('Підписка amoCRM закінчилася')).toBeOnTheScreen();
  backend.offline = true;
  await later();
  expect(within(await badge()).getByText('немає мережі')).toBeOnTheScreen();
  expect(screen.queryByText('Підписка amoCRM закінчилася')).toBeNull();
  expect(screen.getByText(LEAD)).toBeOnTheScreen();
});

test('the badge’s dot warns in the theme’s colour, beside words that say the same', async () => {
  backend.trouble('subscription_ended');
  startApp();
  const shown = within(await badge());
  expect(shown.getByText('підписка закінчилася')).toHaveStyle({ color: light.warn });
  expect(shown.getByTestId('badge-dot')).toHaveStyle({ backgroundColor: light.warn });
});

test('the settings say that a connected account does not work for now, and why', async () => {
  backend.trouble('subscription_ended');
  startApp();
  await badge();
  act(() => router.navigate('/settings'));
  expect(await screen.findByText('Не працює')).toBeOnTheScreen();
  expect(screen.getByText(/не оплачено/)).toBeOnTheScreen();
  expect(screen.getByText(/^Помічено 12.квітня.* о 18:20\.$/)).toBeOnTheScreen();
});

describe('a connection that ended', () => {
  test.each<[ReconnectReason, RegExp]>([
    ['refresh_expired', /довго не користувалися/],
    ['unknown_outcome', /відповідь до нас не дійшла/],
  ])('by "%s", our own loss, leaves the leads readable behind the sheet', async (reason, why) => {
    startApp();
    expect(await screen.findByText(LEAD)).toBeOnTheScreen();
    backend.end(reason);
    await later();
    expect(await screen.findByText('З’єднання перервано')).toBeOnTheScreen();
    expect(screen.getByText(why)).toBeOnTheScreen();
    fireEvent.press(screen.getByText('Переглядати завантажене'));
    await pass(500);
    expect(screen.getByText(LEAD)).toBeOnTheScreen();

    fireEvent.press(await badge());
    expect(await screen.findByText(why)).toBeOnTheScreen();
    expect(screen.getByText(/^Уже завантажені угоди можна читати/)).toBeOnTheScreen();
    expect(screen.getByText('Підключити ще раз')).toBeOnTheScreen();
  });

  test('and can be read is still there after a long visit to amoCRM that led nowhere', async () => {
    startApp();
    expect(await screen.findByText(LEAD)).toBeOnTheScreen();
    backend.end('refresh_expired');
    await later();
    await attemptOf(backend);
    await later();
    expect(await screen.findByText('Чекаємо на amoCRM')).toBeOnTheScreen();
    await pass(15 * 60_000);
    fireEvent.press(screen.getByText('Скасувати підключення'));
    await pass(500);
    fireEvent.press(await screen.findByText('Переглядати завантажене'));
    await pass(500);
    expect(screen.getByText(LEAD)).toBeOnTheScreen();
  });

  test.each<[ReconnectReason, RegExp]>([
    ['revoked', /доступ застосунку скасували/],
    ['integration_disabled', /інтеграцію вимкнули/],
    ['user_inactive', /користувача вимкнули/],
  ])('by "%s" takes the leads off this device for good', async (reason, why) => {
    startApp();
    expect(await screen.findByText(LEAD)).toBeOnTheScreen();
    backend.end(reason);
    await later();
    expect(await screen.findByText('З’єднання перервано')).toBeOnTheScreen();
    expect(screen.getByText(why)).toBeOnTheScreen();
    expect(screen.getByText(/^Угоди з цього пристрою прибрано/)).toBeOnTheScreen();

    // Connected again, with answers that do not come: what was kept would be on the screen now.
    backend.connect();
    backend.refuse(problem('retry_later', { reason: 'crm_unreachable' }));
    await later();
    const failed = { name: 'amoCRM не відповідає' };
    expect(await screen.findByRole('heading', failed)).toBeOnTheScreen();
    expect(screen.queryByText(LEAD)).toBeNull();
  });
});
