import { GolosText_400Regular } from '@expo-google-fonts/golos-text/400Regular';
import { GolosText_500Medium } from '@expo-google-fonts/golos-text/500Medium';
import { GolosText_600SemiBold } from '@expo-google-fonts/golos-text/600SemiBold';
import { Literata_500Medium } from '@expo-google-fonts/literata/500Medium';

/** By path, so that only these four files ship. */
export const fontFiles = {
  GolosText_400Regular,
  GolosText_500Medium,
  GolosText_600SemiBold,
  Literata_500Medium,
};
