/** One family a weight: a `fontWeight` beside it would make the system draw a false bold. */
export const fontFamily = {
  serif: 'Literata_500Medium',
  regular: 'GolosText_400Regular',
  medium: 'GolosText_500Medium',
  semibold: 'GolosText_600SemiBold',
} as const;
