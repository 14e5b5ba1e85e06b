export type ThemeName = 'light' | 'dark';

/**
 * The colours of the app by what they are for. Components read them from `useTheme()` and hold no
 * raw colour of their own. `theme/contrast.test.ts` holds every pair to its measured ratio.
 */
export interface Colours {
  /** App background. */
  paper: string;
  /** Cards, grouped lists, tab bar, fields. */
  surface: string;
  /** Sheets, menus, the drag dock. */
  raised: string;
  /** Progress track, wells. */
  sunken: string;
  /** Hairlines and card borders: decorative. */
  line: string;
  /** Field and secondary-button border, checkbox: 3 to 1. */
  lineStrong: string;
  ink: string;
  ink2: string;
  ink3: string;
  primary: string;
  onPrimary: string;
  /** Brand dot, Demo mark: fill only. */
  brass: string;
  onBrass: string;
  /** Focus ring, active-tab bar, progress, pending border, lead icons. Never text. */
  brassMark: string;
  brassText: string;
  brassSoft: string;
  danger: string;
  dangerSoft: string;
  warn: string;
  warnSoft: string;
  ok: string;
  okSoft: string;
  scrim: string;
  toast: string;
  onToast: string;
  toastAction: string;
  toastDanger: string;
  skeleton: string;
  avatar: string;
  chipOn: string;
  tagLine: string;
  disabled: string;
  /** The app mark: ink on paper, turned round in the dark, where ink would vanish. */
  markTile: string;
  markInk: string;
  markDot: string;
  transparent: string;
}

export const light: Colours = {
  paper: '#F5F1E8',
  surface: '#FFFDF9',
  raised: '#FFFFFF',
  sunken: '#ECE6D9',
  line: '#E1D9C9',
  lineStrong: '#8C8270',
  ink: '#1B1916',
  ink2: '#554E43',
  ink3: '#6A6254',
  primary: '#1B1916',
  onPrimary: '#FBF7EE',
  brass: '#C4943E',
  onBrass: '#1B1916',
  brassMark: '#98701F',
  brassText: '#765311',
  brassSoft: '#F3E7CB',
  danger: '#A8291B',
  dangerSoft: '#FBE8E2',
  warn: '#8A4B00',
  warnSoft: '#FBEDD0',
  ok: '#2A6245',
  okSoft: '#E2EFE3',
  scrim: 'rgba(27,25,22,0.44)',
  toast: '#24211D',
  onToast: '#F7F1E5',
  toastAction: '#E4C182',
  toastDanger: '#FF9C8C',
  skeleton: '#ECE6D9',
  avatar: '#ECE6D9',
  chipOn: '#ECE6D9',
  tagLine: '#E1D9C9',
  disabled: '#ECE6D9',
  markTile: '#1B1916',
  markInk: '#FBF7EE',
  markDot: '#C4943E',
  transparent: 'transparent',
};

export const dark: Colours = {
  paper: '#12100E',
  surface: '#1D1A17',
  raised: '#26221E',
  sunken: '#0B0A08',
  line: '#332D27',
  lineStrong: '#82786A',
  ink: '#F4EEE2',
  ink2: '#BFB5A5',
  ink3: '#A09686',
  primary: '#F4EEE2',
  onPrimary: '#1B1916',
  brass: '#D3A54F',
  onBrass: '#1B1916',
  brassMark: '#D3A54F',
  brassText: '#E4C182',
  brassSoft: '#352A19',
  danger: '#FF9C8C',
  dangerSoft: '#3C1F1A',
  warn: '#F2B866',
  warnSoft: '#392A11',
  ok: '#95D0AE',
  okSoft: '#193022',
  scrim: 'rgba(0,0,0,0.62)',
  toast: '#F4EEE2',
  onToast: '#1B1916',
  toastAction: '#765311',
  toastDanger: '#A8291B',
  // Where `sunken` would vanish on a dark surface.
  skeleton: '#332E28',
  avatar: '#3A342D',
  chipOn: '#37312A',
  tagLine: '#453D35',
  disabled: '#2A2622',
  markTile: '#F4EEE2',
  markInk: '#1B1916',
  markDot: '#C4943E',
  transparent: 'transparent',
};

/** For who asks the system for more contrast: text 7 to 1, lines that mean something 4.5 to 1. */
export const lightHigh: Colours = {
  ...light,
  paper: '#FBF8F1',
  surface: '#FFFFFF',
  line: '#8C8270',
  lineStrong: '#5C5446',
  ink: '#0B0A08',
  ink2: '#38332B',
  ink3: '#453F35',
  onBrass: '#000000',
  brass: '#CFA04D',
  brassMark: '#765311',
  brassText: '#573C08',
  danger: '#85190D',
  warn: '#633500',
  ok: '#174A31',
  onToast: '#FFFFFF',
  tagLine: '#8C8270',
};

export const darkHigh: Colours = {
  ...dark,
  paper: '#000000',
  surface: '#141210',
  raised: '#1D1A17',
  line: '#82786A',
  lineStrong: '#B9AE9E',
  ink: '#FFFFFF',
  ink2: '#DDD5C8',
  ink3: '#CFC6B8',
  brassMark: '#E4C182',
  brassText: '#F0D7A8',
  danger: '#FFB9AE',
  warn: '#F8CE93',
  ok: '#B4E3C8',
  toast: '#FFFFFF',
  toastAction: '#573C08',
  toastDanger: '#85190D',
  tagLine: '#82786A',
};

export const palettes: Record<ThemeName, { normal: Colours; high: Colours }> = {
  light: { normal: light, high: lightHigh },
  dark: { normal: dark, high: darkHigh },
};

/** Points. Screens keep 16 at their sides, forms 24, cards stand 7 apart. */
export const space = {
  xxs: 2,
  xs: 4,
  s: 6,
  m: 8,
  l: 12,
  xl: 16,
  xxl: 24,
  xxxl: 32,
  screen: 16,
  form: 24,
  cardGap: 7,
} as const;

export const radius = {
  tag: 5,
  tile: 8,
  chip: 9,
  field: 11,
  card: 12,
  button: 13,
  group: 14,
  sheet: 20,
  full: 999,
} as const;

export const border = { hairline: 1, ghost: 1.5, focus: 2 } as const;

export const height = {
  header: 52,
  pipelineRow: 44,
  stageMap: 44,
  stageTile: 30,
  stageHeader: 38,
  card: 85,
  listRow: 48,
  listRowWithNote: 52,
  button: 50,
  buttonInPlace: 44,
  field: 48,
  chip: 32,
  tabBar: 80,
  touch: 44,
} as const;

/** How far a drawing of this size must reach beyond itself to give a finger 44 points. */
export function hitSlopFor(drawn: number): number {
  return Math.max(0, Math.ceil((height.touch - drawn) / 2));
}

/** Widths that keep lines readable and buttons reachable where the window is wider than a phone. */
export const width = { form: 440, dialog: 440, reading: 680, rail: 64 } as const;

/** CSS shadow lists; React Native reads the same strings. Empty where the theme shows none. */
export const elevation = {
  light: {
    none: '',
    card: '0px 1px 2px rgba(27,25,22,0.04)',
    toast: '0px 10px 30px rgba(0,0,0,0.28)',
    sheet: '0px -12px 40px rgba(0,0,0,0.22)',
    lifted: '0px 2px 6px rgba(0,0,0,0.1), 0px 22px 44px rgba(0,0,0,0.26)',
  },
  dark: {
    none: '',
    card: '',
    toast: '0px 10px 30px rgba(0,0,0,0.28)',
    sheet: '0px -12px 40px rgba(0,0,0,0.22)',
    lifted: '0px 2px 6px rgba(0,0,0,0.1), 0px 22px 44px rgba(0,0,0,0.26)',
  },
} as const;

interface MotionStep {
  duration: number;
  easing: readonly [number, number, number, number];
}
const step = (duration: number, ...easing: MotionStep['easing']): MotionStep => ({
  duration,
  easing,
});

/** Milliseconds and Bézier points, for `Easing.bezier(...motion.base.easing)`. */
export const motion = {
  tap: step(90, 0.2, 0, 0, 1),
  quick: step(160, 0.2, 0, 0, 1),
  base: step(240, 0.2, 0.8, 0.2, 1),
  live: step(900, 0, 0, 0.58, 1),
  breathe: step(1400, 0.42, 0, 0.58, 1),
  /** What is left of any of them when the person asked for less motion. */
  reduced: step(120, 0.42, 0, 0.58, 1),
  settle: { damping: 22, stiffness: 260, mass: 1 },
} as const;
