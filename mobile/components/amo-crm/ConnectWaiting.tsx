import CircleAlert from 'lucide-react-native/icons/circle-alert';
import Clock from 'lucide-react-native/icons/clock';
import { StyleSheet, View } from 'react-native';
import { Banner } from '@/components/ui/Banner';
import { Card } from '@/components/ui/Card';
import { Icon } from '@/components/ui/Icon';
import { Text } from '@/components/ui/Text';
import { TwoKeys } from '@/components/ui/TwoKeys';
import { space } from '@/theme/tokens';
import { clockOf } from './use-now';
import { useWords } from './use-words';

/** The attempt is open: how long still, and what it means if the browser is not. */
export function ConnectWaiting({ left, closed }: { left: number; closed: boolean }) {
  const words = useWords();
  const minutes = Math.max(1, Math.ceil(left / 60_000));
  return (
    <View style={styles.waiting}>
      <TwoKeys state="waiting" label={words('waiting.title')} />
      <View style={styles.titles}>
        <Text variant="display" heading={1}>
          {words('waiting.title')}
        </Text>
        <Text tone="ink2">{words('waiting.text')}</Text>
      </View>
      <Card
        role="timer"
        aria-label={words('waiting.timeLeftSpoken', { count: minutes })}
        style={styles.timer}
      >
        <Icon as={Clock} size={20} tone="ink2" />
        <Text style={styles.grow}>{words('waiting.timeLeft')}</Text>
        <Text weight="semibold" tabular>
          {clockOf(left)}
        </Text>
      </Card>
      {closed && (
        <Banner
          tone="warn"
          icon={CircleAlert}
          title={words('waiting.closedTitle')}
          text={words('waiting.closedText')}
        />
      )}
    </View>
  );
}

const styles = StyleSheet.create({
  waiting: { paddingTop: space.xxl, gap: space.xl },
  titles: { gap: space.xs, paddingTop: space.m, paddingBottom: space.m },
  timer: { flexDirection: 'row', alignItems: 'center', gap: space.l, padding: space.xl },
  grow: { flex: 1 },
});
