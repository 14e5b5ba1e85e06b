import { contrast } from './contrast';
import { dark, darkHigh, light, lightHigh, type Colours } from './tokens';

type Pair = [
  foreground: keyof Colours,
  background: keyof Colours,
  needs: number,
  inLight: number | null,
  inDark: number,
];

/** Measured when the colours were chosen, rounded down. */
const measured: Pair[] = [
  ['ink', 'paper', 4.5, 15.56, 16.43],
  ['ink', 'surface', 4.5, 17.26, 14.99],
  ['ink', 'raised', 4.5, 17.54, 13.66],
  ['ink', 'sunken', 4.5, 14.1, 17.12],
  ['ink2', 'paper', 4.5, 7.28, 9.37],
  ['ink2', 'surface', 4.5, 8.08, 8.55],
  ['ink2', 'raised', 4.5, 8.21, 7.79],
  ['ink2', 'sunken', 4.5, 6.6, 9.77],
  ['ink3', 'paper', 4.5, 5.34, 6.51],
  ['ink3', 'surface', 4.5, 5.92, 5.94],
  ['ink3', 'raised', 4.5, 6.02, 5.41],
  ['ink3', 'sunken', 4.5, 4.84, 6.78],
  ['brassText', 'paper', 4.5, 6.17, 11.07],
  ['brassText', 'surface', 4.5, 6.85, 10.1],
  ['brassText', 'raised', 4.5, 6.96, 9.21],
  ['danger', 'paper', 4.5, 6.21, 9.38],
  ['danger', 'surface', 4.5, 6.89, 8.56],
  ['danger', 'raised', 4.5, 7.0, 7.8],
  ['warn', 'paper', 4.5, 6.03, 10.68],
  ['warn', 'surface', 4.5, 6.69, 9.75],
  ['warn', 'raised', 4.5, 6.8, 8.89],
  ['ok', 'paper', 4.5, 6.35, 10.76],
  ['ok', 'surface', 4.5, 7.05, 9.82],
  ['ok', 'raised', 4.5, 7.16, 8.95],
  ['brassText', 'brassSoft', 4.5, 5.67, 8.18],
  ['ink', 'brassSoft', 4.5, 14.28, 12.14],
  ['ink2', 'brassSoft', 4.5, 6.68, 6.92],
  ['danger', 'dangerSoft', 4.5, 5.91, 7.4],
  ['ink', 'dangerSoft', 4.5, 14.81, 12.95],
  ['warn', 'warnSoft', 4.5, 5.87, 7.81],
  ['ink', 'warnSoft', 4.5, 15.14, 12.01],
  ['ink2', 'warnSoft', 4.5, 7.08, 6.85],
  ['ok', 'okSoft', 4.5, 6.03, 8.0],
  ['onPrimary', 'primary', 4.5, 16.4, 15.18],
  ['onBrass', 'brass', 4.5, 6.39, 7.73],
  ['brassMark', 'paper', 3, 3.98, 8.37],
  ['lineStrong', 'paper', 3, 3.36, 4.37],
  ['brassMark', 'surface', 3, 4.42, 7.64],
  ['lineStrong', 'surface', 3, 3.72, 3.99],
  ['brassMark', 'raised', 3, 4.49, 6.96],
  ['lineStrong', 'raised', 3, 3.78, 3.64],
  ['onToast', 'toast', 4.5, 14.24, 15.18],
  ['toastAction', 'toast', 4.5, 9.34, 6.02],
  ['toastDanger', 'toast', 3, 7.92, 6.06],
  ['ink', 'avatar', 4.5, null, 10.63],
  ['ink', 'chipOn', 4.5, null, 11.11],
  ['brassText', 'brassSoft', 4.5, 5.67, 8.18],
];

const roundedDown = (ratio: number) => Math.floor(ratio * 100) / 100;

test.each(measured)('%s on %s reaches %f', (foreground, background, needs, inLight, inDark) => {
  const ratios = [light, dark].map((theme) =>
    roundedDown(contrast(theme[foreground], theme[background])),
  );
  const [ofLight = 0, ofDark = 0] = ratios;
  if (inLight !== null) {
    expect(ofLight).toBeCloseTo(inLight, 2);
    expect(ofLight).toBeGreaterThanOrEqual(needs);
  }
  expect(ofDark).toBeCloseTo(inDark, 2);
  expect(ofDark).toBeGreaterThanOrEqual(needs);
});

test.each(measured)(
  '%s on %s goes further where more contrast is asked for',
  (over, under, needs) => {
    for (const theme of [lightHigh, darkHigh]) {
      expect(contrast(theme[over], theme[under])).toBeGreaterThanOrEqual(needs === 3 ? 4.5 : 7);
    }
  },
);

test('a disabled control can still be read', () => {
  expect(contrast(light.ink3, light.disabled)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(dark.ink3, dark.disabled)).toBeGreaterThanOrEqual(5.1);
  for (const theme of [lightHigh, darkHigh]) {
    expect(contrast(theme.ink3, theme.disabled)).toBeGreaterThanOrEqual(7);
  }
});

test('the app mark stands out from what it is drawn on', () => {
  for (const theme of [light, dark]) {
    expect(contrast(theme.markTile, theme.paper)).toBeGreaterThanOrEqual(3);
    expect(contrast(theme.markInk, theme.markTile)).toBeGreaterThanOrEqual(4.5);
  }
});
