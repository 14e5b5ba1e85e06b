import ArrowRight from 'lucide-react-native/icons/arrow-right';
import { useState } from 'react';
import { Pressable, StyleSheet, View } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/Icon';
import { useTheme } from '@/theme/ThemeProvider';
import { border, height, radius, space } from '@/theme/tokens';
import { TextBox } from './TextBox';

/** Always in reach: what was agreed, one line or many, and a button that sends it. */
export function NoteComposer({ onSend }: { onSend: (text: string) => void }) {
  const { t } = useTranslation('lead');
  const { colours } = useTheme();
  const insets = useSafeAreaInsets();
  const [text, setText] = useState('');
  const words = text.trim();
  return (
    <View
      style={[
        styles.bar,
        {
          backgroundColor: colours.surface,
          borderColor: colours.line,
          paddingBottom: Math.max(insets.bottom, space.l),
        },
      ]}
    >
      <View style={styles.grow}>
        <TextBox
          label={t('composer.label')}
          labelShown={false}
          placeholder={t('composer.placeholder')}
          value={text}
          onChangeText={setText}
        />
      </View>
      <Pressable
        role="button"
        aria-label={t('composer.send')}
        aria-disabled={words === ''}
        disabled={words === ''}
        onPress={() => {
          onSend(words);
          setText('');
        }}
        style={({ pressed }) => [
          styles.send,
          { backgroundColor: words === '' ? colours.disabled : colours.primary },
          pressed && styles.pressed,
        ]}
      >
        <Icon as={ArrowRight} tone={words === '' ? 'ink3' : 'onPrimary'} />
      </Pressable>
    </View>
  );
}

const styles = StyleSheet.create({
  bar: {
    flexDirection: 'row',
    alignItems: 'flex-end',
    gap: space.m,
    paddingTop: space.l,
    paddingHorizontal: space.screen,
    borderTopWidth: border.hairline,
  },
  grow: { flex: 1 },
  send: {
    width: height.touch + space.xs,
    height: height.touch + space.xs,
    alignItems: 'center',
    justifyContent: 'center',
    borderRadius: radius.card,
  },
  pressed: { opacity: 0.86 },
});
