import { act, fireEvent, screen, waitFor } from '@testing-library/react-native';
import Phone from 'lucide-react-native/icons/phone';
import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { renderInApp, shownWithRole } from '@/testing/render';
import { Avatar } from './Avatar';
import { Banner } from './Banner';
import { Button } from './Button';
import { Chip } from './Chip';
import { ConfirmDialog } from './ConfirmDialog';
import { EmptyState } from './EmptyState';
import { ErrorState } from './ErrorState';
import { Field } from './Field';
import { IconButton } from './IconButton';
import { ListRow } from './ListRow';
import { Text } from './Text';
import { useToast, type ToastMessage } from './toast-context';
import { TwoKeys } from './TwoKeys';

const heightOf = (node: { props: Record<string, unknown> }): number => {
  const style: Record<string, unknown> = { ...StyleSheet.flatten(node.props['style'] ?? {}) };
  return Number(style['minHeight'] ?? style['height'] ?? 0);
};

describe('buttons', () => {
  test('are buttons by name, 44 points or more', () => {
    const press = jest.fn();
    renderInApp(
      <View>
        <Button label="Створити" onPress={press} />
        <Button label="Пізніше" kind="quiet" size="inPlace" onPress={press} />
        <IconButton icon={Phone} label="Подзвонити" onPress={press} />
      </View>,
    );
    for (const name of ['Створити', 'Пізніше', 'Подзвонити']) {
      const button = screen.getByRole('button', { name });
      expect(heightOf(button)).toBeGreaterThanOrEqual(44);
      fireEvent.press(button);
    }
    expect(press).toHaveBeenCalledTimes(3);
  });

  test('while busy keep their label, say so, and ignore presses', () => {
    const press = jest.fn();
    renderInApp(<Button label="Увійти" busy onPress={press} />);
    const button = screen.getByRole('button', { name: 'Увійти, зачекайте', busy: true });
    expect(screen.getByText('Увійти')).toBeOnTheScreen();
    fireEvent.press(button);
    expect(press).not.toHaveBeenCalled();
  });

  test('that are disabled say why in words', () => {
    const press = jest.fn();
    renderInApp(<Button label="Увійти" disabledReason="Можна через 0:30" onPress={press} />);
    const button = screen.getByRole('button', { name: 'Увійти', disabled: true });
    expect(button).toHaveProp('accessibilityHint', 'Можна через 0:30');
    expect(screen.getByText('Можна через 0:30')).toBeOnTheScreen();
    fireEvent.press(button);
    expect(press).not.toHaveBeenCalled();
  });
});

describe('fields', () => {
  function Password({ error }: { error?: string }) {
    const [value, setValue] = useState('');
    return <Field secret label="Пароль" value={value} onChangeText={setValue} error={error} />;
  }

  test('are found by their label and take text', () => {
    renderInApp(<Password />);
    fireEvent.changeText(screen.getByLabelText('Пароль'), 'слово');
    expect(screen.getByLabelText('Пароль')).toHaveDisplayValue('слово');
  });

  test('hide a password until the eye is pressed', () => {
    renderInApp(<Password />);
    expect(screen.getByLabelText('Пароль')).toHaveProp('secureTextEntry', true);
    fireEvent.press(screen.getByRole('button', { name: 'Показати пароль' }));
    expect(screen.getByLabelText('Пароль')).toHaveProp('secureTextEntry', false);
    fireEvent.press(screen.getByRole('button', { name: 'Сховати пароль' }));
    expect(screen.getByLabelText('Пароль')).toHaveProp('secureTextEntry', true);
  });

  test('say their error aloud and beside themselves', () => {
    renderInApp(<Password error="Впишіть пароль." />);
    expect(shownWithRole('alert')).toBe(1);
    expect(screen.getByText('Впишіть пароль.')).toBeOnTheScreen();
    expect(screen.getByLabelText('Пароль')).toHaveProp('accessibilityHint', 'Впишіть пароль.');
  });
});

test('chips, rows and pictures carry their role, state and name', () => {
  renderInApp(
    <View>
      <Chip label="Мої" selected removable onPress={jest.fn()} />
      <ListRow label="Мова" value="Українська" opens onPress={jest.fn()} />
      <ListRow label="Темне" chosen onPress={jest.fn()} />
      <Avatar name="Марко Лисенко" own />
      <Avatar name={null} unnamed="ім’я недоступне" />
      <TwoKeys state="failed" label="З’єднання перервано" />
      <Text heading={1}>Угоди</Text>
    </View>,
  );
  expect(screen.getByRole('button', { name: 'Мої', selected: true })).toBeOnTheScreen();
  expect(screen.getByRole('button', { name: 'Мова, Українська' })).toBeOnTheScreen();
  expect(screen.getByRole('radio', { name: 'Темне', checked: true })).toBeOnTheScreen();
  expect(screen.getByRole('img', { name: 'Марко Лисенко' })).toBeOnTheScreen();
  expect(screen.getByRole('img', { name: 'ім’я недоступне' })).toBeOnTheScreen();
  expect(screen.getByRole('img', { name: 'З’єднання перервано' })).toBeOnTheScreen();
  expect(screen.getByRole('heading', { name: 'Угоди' })).toBeOnTheScreen();
});

test('empty and broken parts say what to do next', () => {
  const act1 = jest.fn();
  const act2 = jest.fn();
  const act3 = jest.fn();
  renderInApp(
    <View>
      <EmptyState
        title="Порожньо"
        text="Створіть угоду."
        action={{ label: 'Нова', onPress: act1 }}
      />
      <ErrorState title="Не вдалося" text="Нічого не втрачено." onRetry={act2} />
      <Banner
        tone="danger"
        icon={Phone}
        title="Розірвано"
        action={{ label: 'Ще раз', onPress: act3 }}
      />
    </View>,
  );
  fireEvent.press(screen.getByRole('button', { name: 'Нова' }));
  fireEvent.press(screen.getByRole('button', { name: 'Спробувати ще раз' }));
  fireEvent.press(screen.getByRole('button', { name: 'Ще раз' }));
  expect([act1, act2, act3].map((f) => f.mock.calls.length)).toEqual([1, 1, 1]);
  expect(shownWithRole('alert')).toBe(2);
});

describe('dialogs', () => {
  function Ask({ onConfirm }: { onConfirm: () => void }) {
    const [open, setOpen] = useState(false);
    return (
      <>
        <Button label="Відкрити" onPress={() => setOpen(true)} />
        <ConfirmDialog
          open={open}
          title="Вийти?"
          description="Збережені угоди зникнуть."
          confirmLabel="Вийти"
          onConfirm={onConfirm}
          onCancel={() => setOpen(false)}
        />
      </>
    );
  }

  test('are named, ask before acting, and go away without acting', async () => {
    const confirm = jest.fn();
    renderInApp(<Ask onConfirm={confirm} />);
    expect(shownWithRole('dialog')).toBe(0);
    fireEvent.press(screen.getByRole('button', { name: 'Відкрити' }));
    expect(screen.getByLabelText('Вийти?')).toHaveProp('role', 'dialog');
    expect(screen.getByText('Збережені угоди зникнуть.')).toBeOnTheScreen();
    fireEvent.press(screen.getByRole('button', { name: 'Скасувати' }));
    await waitFor(() => expect(shownWithRole('dialog')).toBe(0));
    expect(confirm).not.toHaveBeenCalled();
  });

  test('act when asked to, and close by the cross', async () => {
    const confirm = jest.fn();
    renderInApp(<Ask onConfirm={confirm} />);
    fireEvent.press(screen.getByRole('button', { name: 'Відкрити' }));
    fireEvent.press(screen.getByRole('button', { name: 'Вийти' }));
    expect(confirm).toHaveBeenCalledTimes(1);
    fireEvent.press(screen.getByRole('button', { name: 'Закрити' }));
    await waitFor(() => expect(shownWithRole('dialog')).toBe(0));
  });
});

describe('toasts', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function Say({ messages }: { messages: ToastMessage[] }) {
    const toast = useToast();
    return messages.map((message) => (
      <Button
        key={message.text}
        label={`say ${message.text}`}
        onPress={() => toast.show(message)}
      />
    ));
  }
  const say = (text: string) =>
    fireEvent.press(screen.getByRole('button', { name: `say ${text}` }));
  const pass = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));

  test('one at a time; with an undo for six seconds', async () => {
    const undo = jest.fn();
    renderInApp(
      <Say
        messages={[{ text: 'a' }, { text: 'b', action: { label: 'Скасувати', onPress: undo } }]}
      />,
    );
    say('a');
    say('b');
    expect(screen.queryByText('a')).not.toBeOnTheScreen();
    expect(shownWithRole('status')).toBe(1);
    await pass(5900);
    expect(screen.getByText('b')).toBeOnTheScreen();
    await pass(200);
    expect(screen.queryByText('b')).not.toBeOnTheScreen();
    say('b');
    fireEvent.press(screen.getByRole('button', { name: 'Скасувати' }));
    expect(undo).toHaveBeenCalledTimes(1);
    expect(screen.queryByText('b')).not.toBeOnTheScreen();
  });

  test('a refusal stays until it is dismissed', async () => {
    renderInApp(<Say messages={[{ text: 'Угоду повернено.', tone: 'danger' }]} />);
    say('Угоду повернено.');
    await pass(60_000);
    expect(shownWithRole('alert')).toBe(1);
    fireEvent.press(screen.getByRole('button', { name: 'Гаразд' }));
    expect(shownWithRole('alert')).toBe(0);
  });
});
