import { PortalHost } from '@rn-primitives/portal';
import { QueryClientProvider } from '@tanstack/react-query';
import { Stack, type ErrorBoundaryProps } from 'expo-router';
import * as SplashScreen from 'expo-splash-screen';
import { StatusBar } from 'expo-status-bar';
import { useEffect, useState } from 'react';
import { I18nextProvider } from 'react-i18next';
import { SafeAreaProvider } from 'react-native-safe-area-context';
import { createQueryClient } from '@/api/query-client';
import { Crash } from '@/components/navigation/Crash';
import { ToastProvider } from '@/components/ui/Toast';
import { i18n } from '@/i18n/i18n';
import { LiveUpdates } from '@/live/LiveUpdates';
import { SessionProvider, useSession } from '@/session/SessionProvider';
import { ThemeProvider, useTheme } from '@/theme/ThemeProvider';
import { useAppFonts } from '@/theme/use-app-fonts';

void SplashScreen.preventAutoHideAsync();

/** Whatever threw, and wherever: the person is told what is safe and can go on. */
export function ErrorBoundary({ error, retry }: ErrorBoundaryProps) {
  return (
    <Surroundings>
      <Crash error={error} onRetry={() => void retry()} />
    </Surroundings>
  );
}

export default function RootLayout() {
  const [queries] = useState(createQueryClient);
  return (
    <Surroundings>
      <QueryClientProvider client={queries}>
        <SessionProvider>
          <ToastProvider>
            <Routes />
            <LiveUpdates />
            <PortalHost />
          </ToastProvider>
        </SessionProvider>
      </QueryClientProvider>
    </Surroundings>
  );
}

/** What every screen needs to draw itself, also when the rest has failed. */
function Surroundings({ children }: { children: React.ReactNode }) {
  return (
    <SafeAreaProvider>
      <I18nextProvider i18n={i18n}>
        <ThemeProvider>{children}</ThemeProvider>
      </I18nextProvider>
    </SafeAreaProvider>
  );
}

function Routes() {
  const { name, colours } = useTheme();
  const { state } = useSession();
  const lettered = useAppFonts();
  const ready = lettered && state !== 'loading';
  useEffect(() => {
    if (ready) void SplashScreen.hideAsync();
  }, [ready]);
  if (!lettered) return null;
  return (
    <>
      <StatusBar style={name === 'dark' ? 'light' : 'dark'} />
      <Stack
        screenOptions={{
          headerShown: false,
          animation: 'fade',
          contentStyle: { backgroundColor: colours.paper },
        }}
      >
        <Stack.Screen name="new-lead" options={{ presentation: 'modal', animation: 'default' }} />
      </Stack>
    </>
  );
}
