import { useRouter } from 'expo-router';
import Plus from 'lucide-react-native/icons/plus';
import { Pressable, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/Button';
import { Icon } from '@/components/ui/Icon';
import { useTheme } from '@/theme/ThemeProvider';
import { height, radius } from '@/theme/tokens';

/** Opens the new lead: for the head of a screen that has room for words. */
export function NewLeadButton() {
  const { t } = useTranslation('leads');
  const router = useRouter();
  return (
    <Button
      size="inPlace"
      icon={Plus}
      label={t('nav.new')}
      onPress={() => router.navigate('/new-lead')}
      style={styles.inRow}
    />
  );
}

/** The same in the middle of the phone's bar: an act among the sections, so it is a button. */
export function NewLeadTab() {
  const { t } = useTranslation('leads');
  const { colours } = useTheme();
  const router = useRouter();
  return (
    <View style={styles.place}>
      <Pressable
        role="button"
        aria-label={t('nav.new')}
        onPress={() => router.navigate('/new-lead')}
        style={({ pressed }) => [
          styles.square,
          { backgroundColor: colours.primary, opacity: pressed ? 0.86 : 1 },
        ]}
      >
        <Icon as={Plus} size={22} tone="onPrimary" />
      </Pressable>
    </View>
  );
}

const styles = StyleSheet.create({
  inRow: { alignSelf: 'center' },
  place: { flexGrow: 1, alignItems: 'center', justifyContent: 'center' },
  square: {
    width: height.touch + 2,
    height: height.touch,
    alignItems: 'center',
    justifyContent: 'center',
    borderRadius: radius.button,
  },
});
