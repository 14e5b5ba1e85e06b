import SearchIcon from 'lucide-react-native/icons/search';
import X from 'lucide-react-native/icons/x';
import { useState, type Ref } from 'react';
import { StyleSheet, TextInput, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { KeyCap } from '@/components/navigation/ShortcutKeys';
import { hasKeys } from '@/components/navigation/shortcuts';
import { Icon } from '@/components/ui/Icon';
import { IconButton } from '@/components/ui/IconButton';
import { useLayout } from '@/theme/layout';
import { useTheme } from '@/theme/ThemeProvider';
import { border, height, radius, space } from '@/theme/tokens';
import { maxFontSizeMultiplier, textStyle } from '@/theme/type';

/** What is searched for, typed: answers come while it is. */
export function SearchBar({
  value,
  onChange,
  onSubmit,
  ref,
}: {
  value: string;
  onChange: (text: string) => void;
  onSubmit: () => void;
  ref?: Ref<TextInput>;
}) {
  const { t } = useTranslation('leads');
  const { colours } = useTheme();
  const phone = useLayout() === 'phone';
  const [focused, setFocused] = useState(false);
  return (
    <View
      accessibilityRole="search"
      style={[
        styles.box,
        {
          backgroundColor: colours.surface,
          borderColor: focused ? colours.brassMark : colours.lineStrong,
          borderWidth: focused ? border.focus : border.hairline,
          // The text must not move by a point when the border grows.
          paddingLeft: space.l - (focused ? border.focus : border.hairline),
        },
      ]}
    >
      <Icon as={SearchIcon} size={20} tone="ink2" />
      <TextInput
        ref={ref}
        aria-label={t('search.label')}
        placeholder={t('search.placeholder')}
        placeholderTextColor={colours.ink3}
        value={value}
        onChangeText={onChange}
        onSubmitEditing={onSubmit}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        maxLength={100}
        autoCapitalize="none"
        autoCorrect={false}
        spellCheck={false}
        enterKeyHint="search"
        selectionColor={colours.brassMark}
        maxFontSizeMultiplier={maxFontSizeMultiplier('input')}
        style={[styles.input, textStyle('input'), { color: colours.ink }]}
      />
      {value !== '' && (
        <IconButton
          icon={X}
          label={t('search.clearText')}
          tone="ink2"
          size={20}
          onPress={() => onChange('')}
        />
      )}
      {value === '' && hasKeys() && !phone && !focused && (
        <View style={styles.key}>
          <KeyCap name="/" />
        </View>
      )}
    </View>
  );
}

const styles = StyleSheet.create({
  box: {
    flex: 1,
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.m,
    minHeight: height.field,
    borderRadius: radius.field,
  },
  input: { flex: 1, minWidth: 0, alignSelf: 'stretch', paddingVertical: space.l },
  key: { paddingRight: space.l },
});
