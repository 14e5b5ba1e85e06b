import { Pressable, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Text } from '@/components/ui/Text';
import { languages } from '@/i18n/languages';
import { useLanguage } from '@/i18n/use-language';
import { height, space } from '@/theme/tokens';

/** The languages in their own names: found by those who cannot read the one shown. */
export function LanguageSwitch() {
  const { t } = useTranslation('auth');
  const { language, setLanguage } = useLanguage();
  return (
    <View role="radiogroup" aria-label={t('signIn.language')} style={styles.row}>
      {languages.map(({ code, name }) => (
        <Pressable
          key={code}
          role="radio"
          aria-checked={code === language}
          aria-label={name}
          onPress={() => setLanguage(code)}
          style={styles.language}
        >
          <Text
            variant="label"
            weight={code === language ? 'semibold' : 'regular'}
            tone={code === language ? 'ink' : 'ink2'}
          >
            {name}
          </Text>
        </Pressable>
      ))}
    </View>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: 'row', justifyContent: 'center', flexWrap: 'wrap' },
  language: {
    minHeight: height.touch,
    justifyContent: 'center',
    paddingHorizontal: space.l - 1,
  },
});
