import AlarmClock from 'lucide-react-native/icons/alarm-clock';
import Check from 'lucide-react-native/icons/check';
import Lock from 'lucide-react-native/icons/lock';
import RefreshCw from 'lucide-react-native/icons/refresh-cw';
import Zap from 'lucide-react-native/icons/zap';
import { StyleSheet, View } from 'react-native';
import { Card } from '@/components/ui/Card';
import { Icon, type IconShape, type IconTone } from '@/components/ui/Icon';
import { Text } from '@/components/ui/Text';
import { TwoKeys } from '@/components/ui/TwoKeys';
import { useTheme } from '@/theme/ThemeProvider';
import { border, radius, space } from '@/theme/tokens';
import { useWords } from './use-words';

/** What connecting gives, and what the app will be allowed to do. */
export function ConnectIntro({ userName }: { userName: string }) {
  const words = useWords();
  return (
    <View style={styles.intro}>
      <TwoKeys state="idle" label={words('connect.title')} />
      <View style={styles.titles}>
        <Text variant="display" heading={1}>
          {words('connect.title')}
        </Text>
        <Text tone="ink2">{words('connect.subtitle')}</Text>
      </View>
      <View style={styles.gains}>
        <Line icon={Zap} tone="brassMark" text={words('connect.gainBoard')} />
        <Line icon={AlarmClock} tone="brassMark" text={words('connect.gainTasks')} />
        <Line icon={RefreshCw} tone="brassMark" text={words('connect.gainAccess')} />
      </View>
      <Card style={styles.access}>
        <Text variant="label" weight="semibold" heading={2}>
          {words('connect.accessTitle')}
        </Text>
        <Line small icon={Check} tone="ok" text={words('connect.accessRead')} />
        <Line small icon={Check} tone="ok" text={words('connect.accessWrite')} />
        <Line small icon={Lock} tone="ok" text={words('connect.accessPassword')} />
      </Card>
      <Text variant="label" tone="ink2">
        {words('connect.signedInAs', { name: userName })}
      </Text>
    </View>
  );
}

function Line({
  icon,
  tone,
  text,
  small = false,
}: {
  icon: IconShape;
  tone: IconTone;
  text: string;
  small?: boolean;
}) {
  return (
    <View style={[styles.line, small && styles.smallLine]}>
      <Icon as={icon} size={small ? 16 : 20} tone={tone} />
      <Text variant={small ? 'label' : 'body'} tone={small ? 'ink2' : 'ink'} style={styles.grow}>
        {text}
      </Text>
    </View>
  );
}

/** What happens after the button, in three steps. */
export function ConnectSteps() {
  const words = useWords();
  const { colours } = useTheme();
  const steps = [words('connect.step1'), words('connect.step2'), words('connect.step3')];
  return (
    <View role="list" aria-label={words('connect.stepsLabel')} style={styles.steps}>
      {steps.map((step, index) => (
        <View key={step} role="listitem" style={styles.step}>
          <View style={styles.stepTop}>
            <View style={[styles.number, { borderColor: colours.lineStrong }]}>
              <Text variant="meta" weight="semibold">
                {index + 1}
              </Text>
            </View>
            {index < 2 && (
              <View style={[styles.stepLine, { backgroundColor: colours.lineStrong }]} />
            )}
          </View>
          <Text variant="meta" tone="ink2">
            {step}
          </Text>
        </View>
      ))}
    </View>
  );
}

const styles = StyleSheet.create({
  intro: { paddingTop: space.xxl, gap: space.xl + space.xs },
  titles: { gap: space.xs },
  gains: { gap: space.l },
  access: { padding: space.xl, gap: space.m },
  line: { flexDirection: 'row', alignItems: 'center', gap: space.l },
  smallLine: { gap: space.m },
  grow: { flex: 1 },
  steps: { flexDirection: 'row', gap: space.m, paddingBottom: space.m },
  step: { flex: 1, gap: space.s },
  stepTop: { flexDirection: 'row', alignItems: 'center', gap: space.s },
  number: {
    width: 22,
    height: 22,
    alignItems: 'center',
    justifyContent: 'center',
    borderWidth: border.hairline,
    borderRadius: radius.full,
  },
  stepLine: { flex: 1, height: border.hairline, opacity: 0.7 },
});
