import { render, screen, type RenderResult } from '@testing-library/react-native';
import { PortalHost } from '@rn-primitives/portal';
import type { ReactElement, ReactNode } from 'react';
import { View } from 'react-native';
import { I18nextProvider } from 'react-i18next';
import { SafeAreaProvider } from 'react-native-safe-area-context';
import { ToastProvider } from '@/components/ui/Toast';
import { i18n } from '@/i18n/i18n';
import { ThemeProvider } from '@/theme/ThemeProvider';

/** What `app/_layout.tsx` puts around every screen, without the network and the session. */
function Surroundings({ children }: { children: ReactNode }) {
  return (
    <SafeAreaProvider>
      <I18nextProvider i18n={i18n}>
        <ThemeProvider>
          <View>
            <ToastProvider>
              {children}
              <PortalHost />
            </ToastProvider>
          </View>
        </ThemeProvider>
      </I18nextProvider>
    </SafeAreaProvider>
  );
}

/** Renders a component as the app would, in Ukrainian. */
export const renderInApp = (element: ReactElement): RenderResult =>
  render(element, { wrapper: Surroundings });

/** How many live regions and landmarks of this role are shown: containers that nobody focuses. */
export const shownWithRole = (role: string): number =>
  screen.root.findAll((node) => typeof node.type === 'string' && node.props['role'] === role)
    .length;
