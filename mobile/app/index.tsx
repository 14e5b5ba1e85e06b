import { Redirect } from 'expo-router';
import { home } from '@/components/auth/return-path';

export default function Index() {
  return <Redirect href={home} />;
}
