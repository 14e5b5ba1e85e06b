import { StyleSheet, View } from 'react-native';
import { Logo } from '@/components/ui/Logo';
import { useTheme } from '@/theme/ThemeProvider';

/** The moment between the splash and the first screen: the same mark, at the same place. */
export function Opening() {
  const { colours } = useTheme();
  return (
    <View style={[styles.screen, { backgroundColor: colours.paper }]}>
      <Logo size={68} />
    </View>
  );
}

const styles = StyleSheet.create({
  screen: { flex: 1, alignItems: 'center', justifyContent: 'center' },
});
