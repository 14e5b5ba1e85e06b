import { z } from 'zod';

/** What a person can choose: follow the system, or one of the two. */
export const themePreferenceSchema = z.enum(['system', 'light', 'dark']);
export type ThemePreference = z.infer<typeof themePreferenceSchema>;
