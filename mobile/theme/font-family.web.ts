const sans = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/** As on the phone, with what the browser shows until, or unless, our files arrive. */
export const fontFamily = {
  serif: 'Literata_500Medium, Georgia, "Times New Roman", serif',
  regular: `GolosText_400Regular, ${sans}`,
  medium: `GolosText_500Medium, ${sans}`,
  semibold: `GolosText_600SemiBold, ${sans}`,
} as const;
