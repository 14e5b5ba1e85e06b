import type { ThemeName } from './tokens';

/** What a stage's hue becomes: `text` may stand on `tint` and `strong`, never on `mark`. */
export interface StageColour {
  tint: string;
  strong: string;
  mark: string;
}

interface Oklch {
  l: number;
  c: number;
  /** Radians. */
  h: number;
}
type Rgb = readonly [number, number, number];

const DEGREE = Math.PI / 180;
const GREY: Oklch = { l: 0.8, c: 0.006, h: 1.4 };
/** Below this chroma a colour has no hue worth keeping. */
const GREY_BELOW = 0.02;

/**
 * The readable colours of an amoCRM stage. amoCRM sends any hex; this keeps its hue and sets
 * lightness and chroma in OKLCH, so that every text colour of the theme holds its contrast on it.
 * A hex that cannot be read becomes grey.
 */
export function stageColour(hex: string, theme: ThemeName): StageColour {
  const source = readHex(hex);
  const lch = source ? toOklch(source) : GREY;
  const grey = lch.c < GREY_BELOW;
  const { c, h } = grey ? GREY : lch;
  // Yellows go khaki when they are darkened: the nearer to 108 degrees, the more they are helped.
  const yellow = grey ? 0 : Math.max(0, 1 - distance(h, 108 * DEGREE) / (26 * DEGREE));
  const turned = h - 10 * DEGREE * yellow;
  const chroma = (value: number) => (grey ? GREY.c : value);

  if (theme === 'dark') {
    return {
      tint: fit({ l: 0.285, c: chroma(Math.min(0.6 * c, 0.038)), h: turned }),
      strong: fit({ l: 0.385, c: chroma(Math.min(0.9 * c, 0.062)), h: turned }),
      mark: fit({ l: 0.79, c: chroma(clamp(c, 0.075, 0.115)), h: turned }),
    };
  }
  return {
    tint: fit({
      l: 0.928 + 0.034 * yellow,
      c: chroma(Math.min(0.6 * c, 0.052) + 0.03 * yellow),
      h,
    }),
    strong: fit({
      l: 0.862 + 0.034 * yellow,
      c: chroma(Math.min(0.9 * c, 0.09) + 0.03 * yellow),
      h,
    }),
    mark: fit({ l: 0.615, c: chroma(clamp(c, 0.075, 0.125)), h: turned }),
  };
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

function distance(a: number, b: number): number {
  const turn = Math.abs(a - b) % (2 * Math.PI);
  return Math.min(turn, 2 * Math.PI - turn);
}

function readHex(hex: string): Rgb | null {
  const digits = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(hex.trim())?.[1];
  if (digits === undefined) return null;
  const full = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits;
  const value = Number.parseInt(full, 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

const toLinear = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const fromLinear = (v: number) => (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);

/** sRGB to OKLCH, by Björn Ottosson's published matrices. */
function toOklch(rgb: Rgb): Oklch {
  const r = toLinear(rgb[0]);
  const g = toLinear(rgb[1]);
  const b = toLinear(rgb[2]);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return {
    l: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    c: Math.hypot(a, bb),
    h: Math.atan2(bb, a),
  };
}

function toLinearRgb({ l: lightness, c, h }: Oklch): Rgb {
  const a = c * Math.cos(h);
  const b = c * Math.sin(h);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** The nearest colour of this hue and lightness that a screen can show. */
function fit(colour: Oklch): string {
  let { c } = colour;
  let rgb = toLinearRgb(colour);
  while (c > 0 && rgb.some((v) => v < -0.0001 || v > 1.0001)) {
    c = Math.max(0, c - 0.002);
    rgb = toLinearRgb({ ...colour, c });
  }
  const byte = (v: number) =>
    Math.round(clamp(fromLinear(clamp(v, 0, 1)), 0, 1) * 255)
      .toString(16)
      .padStart(2, '0');
  return `#${rgb.map(byte).join('')}`.toUpperCase();
}
