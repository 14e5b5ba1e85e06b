import type { AccountChange, AccountName } from '@foryou-crm/contract/problem';
import Check from 'lucide-react-native/icons/check';
import Hourglass from 'lucide-react-native/icons/hourglass';
import { StyleSheet, View } from 'react-native';
import { Card } from '@/components/ui/Card';
import { Group } from '@/components/ui/Group';
import { Icon } from '@/components/ui/Icon';
import { Text } from '@/components/ui/Text';
import { height, space } from '@/theme/tokens';
import { useWords } from './use-words';

/** What is behind us and what is being done. `checked`: the link proved to be ours. */
export function FinishingSteps({ checked }: { checked: boolean }) {
  const words = useWords();
  return (
    <Group>
      <StepRow done text={words('callback.stepAnswer')} />
      <StepRow done={checked} text={words('callback.stepYours')} />
      <StepRow done={false} text={words('callback.stepSaving')} />
    </Group>
  );
}

function StepRow({ done, text }: { done: boolean; text: string }) {
  return (
    <View style={styles.row}>
      <Icon as={done ? Check : Hourglass} size={18} tone={done ? 'ok' : 'brassMark'} />
      <Text weight={done ? 'regular' : 'semibold'} tone={done ? 'ink2' : 'ink'}>
        {text}
      </Text>
    </View>
  );
}

/** Both accounts by name, so that nobody changes his agency by mistake. */
export function AccountChangeCard({ change }: { change: AccountChange }) {
  const words = useWords();
  return (
    <Group>
      <AccountRow label={words('callback.changeFrom')} account={change.from} />
      <AccountRow label={words('callback.changeTo')} account={change.to} />
    </Group>
  );
}

function AccountRow({ label, account }: { label: string; account: AccountName }) {
  return (
    <View style={[styles.row, styles.account]}>
      <Text variant="label" tone="ink3" style={styles.label}>
        {label}
      </Text>
      <View style={styles.grow}>
        <Text weight="semibold">{account.name}</Text>
        <Text variant="label" tone="ink2">
          {account.domain}
        </Text>
      </View>
    </View>
  );
}

/** A quiet block of facts under the failure's own words. */
export function FactCard({ title, lines }: { title: string; lines: string[] }) {
  return (
    <Card style={styles.fact}>
      <Text variant="label" tone="ink2">
        {title}
      </Text>
      {lines.map((line) => (
        <Text key={line} variant="label">
          {line}
        </Text>
      ))}
    </Card>
  );
}

const styles = StyleSheet.create({
  row: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.l,
    minHeight: height.listRow,
    paddingHorizontal: space.xl,
    paddingVertical: space.m,
  },
  account: { alignItems: 'flex-start' },
  label: { width: 72 },
  grow: { flex: 1 },
  fact: { padding: space.xl, gap: space.xs },
});
