import type { ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { Screen } from '@/components/ui/Screen';
import { Text } from '@/components/ui/Text';
import { TwoKeys, type TwoKeysState } from '@/components/ui/TwoKeys';
import { height, space } from '@/theme/tokens';

/** One picture and the same heights in every state, so that nothing jumps between them. */
export function CallbackFrame({
  keys,
  title,
  text,
  children,
  main,
  second,
}: {
  keys: TwoKeysState;
  title: string;
  text: string;
  children?: ReactNode;
  main: ReactNode;
  second?: ReactNode;
}) {
  return (
    <Screen
      room="form"
      bottomInset
      footer={
        <View style={styles.footer}>
          {main}
          <View style={styles.second}>{second}</View>
        </View>
      }
    >
      <View style={styles.frame} aria-live="polite">
        <View style={styles.keys}>
          <TwoKeys state={keys} size="l" label={title} />
        </View>
        <View style={styles.titles}>
          <Text variant="displaySmall" heading={1} align="center">
            {title}
          </Text>
          <Text tone="ink2" align="center" style={styles.text}>
            {text}
          </Text>
        </View>
        {children}
      </View>
    </Screen>
  );
}

const styles = StyleSheet.create({
  frame: { paddingTop: 96, gap: space.xl + space.xs },
  keys: { flexDirection: 'row', justifyContent: 'center' },
  titles: { gap: space.s, minHeight: 112, paddingTop: space.l },
  text: { maxWidth: 340, alignSelf: 'center' },
  footer: { gap: space.s },
  second: { minHeight: height.button, justifyContent: 'center' },
});
