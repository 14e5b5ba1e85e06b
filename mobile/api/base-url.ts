import Constants from 'expo-constants';
import { z } from 'zod';

const extraSchema = z.object({ apiUrl: z.url() });

/** The phone reaches the backend at the address its build was made for. */
export function baseUrl(): string {
  const fromEnvironment = process.env.EXPO_PUBLIC_API_URL;
  const url = fromEnvironment ?? extraSchema.safeParse(Constants.expoConfig?.extra).data?.apiUrl;
  if (url === undefined) {
    throw new Error('No backend address: build with EXPO_PUBLIC_API_URL or set extra.apiUrl');
  }
  return url.replace(/\/+$/, '');
}
