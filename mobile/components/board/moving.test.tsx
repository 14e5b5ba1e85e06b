import { paths } from '@foryou-crm/contract/paths';
import { act, fireEvent } from '@testing-library/react-native';
import { View, type MeasureInWindowOnSuccessCallback } from 'react-native';
import { State } from 'react-native-gesture-handler';
import { fireGestureHandler, getByGestureTestId } from 'react-native-gesture-handler/jest-utils';
import { freshPhone, pass, screen, signedInAs, startApp } from '@/api/testing/app';
import { problem, type FakeBackend } from '@/api/testing/fake-backend';
import { lead } from '@/api/testing/seed';

let backend: FakeBackend;
beforeEach(async () => {
  backend = await freshPhone();
  await signedInAs(backend);
  backend.connect();
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const LEAD = 'Пентхаус на Palm Jumeirah';
const path = paths.lead(1);
const tab = (name: RegExp) => screen.getByRole('tab', { name });
const writes = () => backend.callsTo(path).filter(({ method }) => method === 'PATCH');
const cardOf = (name: string) => screen.getByRole('link', { name: new RegExp(name) });

const started = async () => {
  startApp();
  await screen.findByText(LEAD);
  await pass(5000);
};
/** As somebody does who cannot drag: by the card's accessibility action. */
const moveTo = async (stage: RegExp) => {
  fireEvent(cardOf(LEAD), 'accessibilityAction', { nativeEvent: { actionName: 'move' } });
  fireEvent.press(await screen.findByRole('radio', { name: stage }));
};
const isBack = async () => {
  await pass(100);
  expect(tab(/^Новий запит: 2.угоди/)).toBeOnTheScreen();
};
const isThere = () => {
  expect(tab(/^Новий запит: 1.угода, 1.млн.AED$/)).toBeOnTheScreen();
  expect(tab(/^Показ об’єкта: 2.угоди, 2.млн.AED$/)).toBeOnTheScreen();
};

test('a move shows before amoCRM has answered, with counts and sums, and says what it knew', async () => {
  await started();
  await moveTo(/^Показ об’єкта/);
  isThere();
  expect(await screen.findByText('Переміщено: Показ об’єкта')).toBeOnTheScreen();
  await pass(500);
  isThere();
  expect(writes().map(({ body }) => body)).toEqual([
    { updatedAt: '2026-11-01T10:00:00Z', pipelineId: 1, stageId: 1002 },
  ]);
});

test('undo moves back what was moved, by the date that the move has left', async () => {
  await started();
  await moveTo(/^Показ об’єкта/);
  fireEvent.press(await screen.findByText('Скасувати'));
  await pass(1000);
  await isBack();
  expect(backend.crm.leads.get(1)?.stageId).toBe(1001);
  expect(writes()).toHaveLength(2);
});

test.each([
  ['forbidden_by_crm', {}, /ваші права в amoCRM не дозволяють/],
  ['invalid_input', { errors: [] }, /не приймає цей етап/],
] as const)(
  'a move refused as "%s" is taken back and told, and is not to be repeated',
  async (...refusal) => {
    const [kind, extra, words] = refusal;
    await started();
    backend.next.set(path, problem(kind, extra));
    await moveTo(/^Показ об’єкта/);
    expect(await screen.findByText(words)).toBeOnTheScreen();
    await isBack();
    expect(screen.queryByText('Повторити')).toBeNull();
  },
);

test('a lead that is no more leaves the board', async () => {
  await started();
  backend.next.set(path, problem('not_found'));
  await moveTo(/^Показ об’єкта/);
  expect(await screen.findByText(/більше немає: її видалили або передали$/)).toBeOnTheScreen();
  await pass(100);
  expect(screen.queryByText(LEAD)).toBeNull();
});

test('a lead that somebody changed is shown as it is now; "anyway" moves that', async () => {
  await started();
  backend.crm.set(lead(1, 142, { name: LEAD, updatedAt: '2026-11-02T09:00:00Z' }));
  await moveTo(/^Показ об’єкта/);
  expect(await screen.findByText(/Зараз вона на етапі «Успішно реалізовано»$/)).toBeOnTheScreen();
  await pass(100);
  expect(tab(/^Успішно реалізовано: 2.угоди/)).toBeOnTheScreen();
  fireEvent.press(screen.getByText('Перемістити все одно'));
  await pass(500);
  isThere();
  expect(writes().at(-1)?.body).toMatchObject({ updatedAt: '2026-11-02T09:00:00Z' });
});

test.each(['busy', 'crm_unreachable'] as const)(
  'a move that may succeed later (%s) goes back and offers another try',
  async (reason) => {
    await started();
    backend.next.set(path, problem('retry_later', { reason }));
    await moveTo(/^Показ об’єкта/);
    fireEvent.press(await screen.findByText('Повторити'));
    await pass(500);
    isThere();
  },
);

test('without network a move goes back and says so', async () => {
  await started();
  backend.offline = true;
  await moveTo(/^Показ об’єкта/);
  expect(await screen.findByText('Угоду повернуто на місце. Немає мережі')).toBeOnTheScreen();
  await isBack();
});

/** The next request waits until it is let go. */
const held = () => {
  let letGo: () => void = () => undefined;
  const waits = new Promise<void>((resolve) => (letGo = resolve));
  jest.mocked(fetch).mockImplementationOnce(async (...args) => {
    await waits;
    return backend.fetch(...args);
  });
  return () => letGo();
};

test('two moves in a row follow each other, and the second knows what the first has made', async () => {
  await started();
  const letGo = held();
  await moveTo(/^Показ об’єкта/);
  await pass(500);
  await moveTo(/^Успішно реалізовано/);
  await pass(500);
  expect(tab(/^Успішно реалізовано: 2.угоди/)).toBeOnTheScreen();
  expect(writes()).toHaveLength(0);
  letGo();
  await pass(500);
  expect(backend.crm.leads.get(1)?.stageId).toBe(142);
  expect(writes()).toHaveLength(2);
});

test('a change by somebody else does not take back a card whose move is on its way', async () => {
  await started();
  const letGo = held();
  await moveTo(/^Показ об’єкта/);
  backend.crm.tell({ type: 'changed', entity: 'lead', entityId: 1, leadId: 1 });
  await pass(500);
  isThere();
  letGo();
  await pass(500);
  isThere();
});

test('the card’s press opens the lead', async () => {
  const app = startApp();
  fireEvent.press(await screen.findByText(LEAD));
  await pass(500);
  expect(app.getPathname()).toBe('/lead/1');
});

describe('a finger that holds a card', () => {
  /** The card at the top, the dock's tiles at the bottom: the test machine draws nothing itself. */
  const places = () => {
    jest.spyOn(View.prototype, 'measureInWindow').mockImplementation(function (
      this: View,
      tell: MeasureInWindowOnSuccessCallback,
    ) {
      const { testID } = this.props;
      if (testID === 'dock-1002') tell(0, 700, 180, 56);
      else if (testID === undefined) tell(16, 200, 330, 85);
      else tell(0, 0, 0, 0);
    });
  };
  const drag = (to: { x: number; y: number }) =>
    act(() => {
      fireGestureHandler(getByGestureTestId('board-drag'), [
        { state: State.BEGAN, absoluteX: 60, absoluteY: 240 },
        { state: State.ACTIVE, absoluteX: 60, absoluteY: 240 },
        { absoluteX: to.x, absoluteY: to.y },
        { state: State.END, absoluteX: to.x, absoluteY: to.y },
      ]);
    });

  test('and lets it go elsewhere changes nothing; one that never moved opens its menu', async () => {
    await started();
    places();
    drag({ x: 200, y: 500 });
    await pass(500);
    expect(writes()).toHaveLength(0);
    expect(screen.queryByText('Перемістити в…')).toBeNull();
    drag({ x: 61, y: 241 });
    expect(await screen.findByText('Перемістити в…')).toBeOnTheScreen();
  });
});
