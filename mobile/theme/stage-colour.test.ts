import { contrast } from './contrast';
import { stageColour } from './stage-colour';
import { palettes, type ThemeName } from './tokens';

type Row = [hex: string, inLight: string, inDark: string];

/** amoCRM's own palette as the app shows it: tint, strong, mark. */
const chosen: Row[] = [
  ['#99ccff', '#D5EAFF #AED6FF #5889B8', '#1B2C3C #284663 #8DC0F2'],
  ['#ffff99', '#F6F7B8 #E3E382 #98850C', '#2F2A13 #4C4419 #CDBC60'],
  ['#ffcc66', '#F9E5C0 #EFCD8C #A97C07', '#332813 #544019 #DFB35E'],
  ['#ffc8c8', '#FEDEDE #F5C3C3 #AD7273', '#3B2223 #5E3738 #E7A8A8'],
  ['#87f2c0', '#C9F3DD #9BE5C0 #269B6E', '#173024 #204E3A #6FD2A4'],
  ['#f3beff', '#F7DDFD #ECBFF7 #A06FAC', '#332436 #523858 #D9A5E4'],
  ['#CCFF66', '#E1F3C6 #C6E199 #789030', '#272D17 #3E4922 #AEC671'],
  ['#D5D8DB', '#E9E7E3 #D4D1CD #868481', '#2C2A27 #454340 #BCBAB6'],
];

const drawn = (hex: string, theme: ThemeName) => {
  const { tint, strong, mark } = stageColour(hex, theme);
  return `${tint} ${strong} ${mark}`;
};

test.each(chosen)('%s is shown in the colours that were chosen', (hex, inLight, inDark) => {
  expect(drawn(hex, 'light')).toBe(inLight);
  expect(drawn(hex, 'dark')).toBe(inDark);
});

test.each(['', 'red', '#12', '#ggg', '#1234567', 'rgb(1,2,3)'])('unreadable %p is grey', (hex) => {
  expect(drawn(hex, 'light')).toBe(drawn('#d5d8db', 'light'));
  expect(drawn(hex, 'dark')).toBe(drawn('#808080', 'dark'));
});

test('the same colour in other spellings is the same', () => {
  expect(drawn('99CCFF', 'light')).toBe(drawn('#99ccff', 'light'));
  expect(drawn('#9cf', 'dark')).toBe(drawn(' #99ccff ', 'dark'));
});

/** The worst of 32 768 colours over the whole cube, measured when the function was designed. */
const floors: Record<ThemeName, Record<string, number>> = {
  light: {
    'ink/tint': 13.87,
    'ink2/tint': 6.49,
    'ink3/tint': 4.76,
    'ink/strong': 11.06,
    'ink2/strong': 5.18,
    'mark/paper': 3.08,
    'mark/surface': 3.42,
  },
  dark: {
    'ink/tint': 12.17,
    'ink2/tint': 6.94,
    'ink3/tint': 4.82,
    'ink/strong': 8.17,
    'ink2/strong': 4.66,
    'mark/paper': 9.28,
    'mark/surface': 8.47,
  },
};

test.each(['light', 'dark'] as const)('whatever amoCRM sends, text holds in the %s', (theme) => {
  const { ink, ink2, ink3, paper, surface } = palettes[theme].normal;
  const worst: Record<string, number> = {};
  const note = (pair: string, ratio: number) => {
    worst[pair] = Math.min(worst[pair] ?? 21, ratio);
  };
  for (let cube = 0; cube < 32_768; cube += 1) {
    const channel = (shift: number) => Math.round((((cube >> shift) & 31) * 255) / 31);
    const hex = [10, 5, 0].map((s) => channel(s).toString(16).padStart(2, '0')).join('');
    const { tint, strong, mark } = stageColour(hex, theme);
    note('ink/tint', contrast(ink, tint));
    note('ink2/tint', contrast(ink2, tint));
    note('ink3/tint', contrast(ink3, tint));
    note('ink/strong', contrast(ink, strong));
    note('ink2/strong', contrast(ink2, strong));
    note('mark/paper', contrast(mark, paper));
    note('mark/surface', contrast(mark, surface));
  }
  for (const [pair, floor] of Object.entries(floors[theme])) {
    expect({ pair, ratio: Math.floor((worst[pair] ?? 0) * 100) / 100 }).toEqual({
      pair,
      ratio: floor,
    });
  }
});
