import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { LanguageSwitch } from '@/components/auth/LanguageSwitch';
import { Chip } from '@/components/ui/Chip';
import { Screen } from '@/components/ui/Screen';
import { useTheme } from '@/theme/ThemeProvider';
import { space } from '@/theme/tokens';
import { ColourSamples } from './ColourSamples';
import { ControlSamples } from './ControlSamples';
import { LayerSamples } from './LayerSamples';
import { StateSamples } from './StateSamples';

const themes = ['system', 'light', 'dark'] as const;

/**
 * Every component in every state, in the theme and the language chosen above. Its own words are
 * English and in no locale file: only developers come here.
 */
export default function Gallery() {
  const { preference, setPreference } = useTheme();
  const [name, setName] = useState('Марко Лисенко');
  return (
    <Screen title="Components" room="full" bottomInset>
      <View style={styles.page}>
        <View style={styles.switches}>
          {themes.map((theme) => (
            <Chip
              key={theme}
              label={theme}
              selected={theme === preference}
              onPress={() => setPreference(theme)}
            />
          ))}
          <LanguageSwitch />
        </View>
        <ColourSamples />
        <ControlSamples text={name} onChangeText={setName} />
        <StateSamples />
        <LayerSamples />
      </View>
    </Screen>
  );
}

const styles = StyleSheet.create({
  page: { gap: space.xxl },
  switches: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', gap: space.m },
});
