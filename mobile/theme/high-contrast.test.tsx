import { render, screen } from '@testing-library/react-native';
import { AccessibilityInfo, Text } from 'react-native';
import { ThemeProvider, useTheme } from './ThemeProvider';
import { lightHigh } from './tokens';

function Probe() {
  return <Text>{useTheme().colours.paper}</Text>;
}

test('more contrast, asked of the system, is given at once', async () => {
  jest.spyOn(AccessibilityInfo, 'isDarkerSystemColorsEnabled').mockResolvedValue(true);
  jest.spyOn(AccessibilityInfo, 'isHighTextContrastEnabled').mockResolvedValue(false);
  render(
    <ThemeProvider>
      <Probe />
    </ThemeProvider>,
  );
  expect(await screen.findByText(lightHigh.paper)).toBeOnTheScreen();
});
