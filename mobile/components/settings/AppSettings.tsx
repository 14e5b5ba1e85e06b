import Languages from 'lucide-react-native/icons/languages';
import SunMedium from 'lucide-react-native/icons/sun-medium';
import { useTranslation } from 'react-i18next';
import { Group } from '@/components/ui/Group';
import { languages } from '@/i18n/languages';
import { useLanguage } from '@/i18n/use-language';
import type { ThemePreference } from '@/theme/preference';
import { useTheme } from '@/theme/ThemeProvider';
import { ChoiceRow } from './ChoiceRow';

const themes: readonly ThemePreference[] = ['system', 'light', 'dark'];

/** How the app looks and speaks on this device. */
export function AppSettings() {
  const { t } = useTranslation('settings');
  const { language, setLanguage } = useLanguage();
  const { preference, setPreference } = useTheme();
  return (
    <Group title={t('app')}>
      <ChoiceRow
        label={t('language')}
        icon={Languages}
        options={languages.map(({ code, name }) => ({ value: code, label: name }))}
        value={language}
        onChange={setLanguage}
      />
      <ChoiceRow
        label={t('theme')}
        icon={SunMedium}
        options={themes.map((value) => ({ value, label: t(`themes.${value}`) }))}
        value={preference}
        onChange={setPreference}
      />
    </Group>
  );
}
