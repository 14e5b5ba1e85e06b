import { createElement, type SVGProps } from 'react';

/**
 * A browser draws SVG itself. Metro gives this file instead of react-native-svg on the web (see
 * metro.config.js): the shapes that icons and the mark are made of, without the library's 45 kB.
 */
type ShapeProps = SVGProps<SVGElement> & { testID?: string };

const shape = (tag: string) =>
  function Shape({ testID, ...rest }: ShapeProps) {
    return createElement(tag, {
      ...rest,
      ...(testID !== undefined && { 'data-testid': testID }),
    });
  };

export const Svg = shape('svg');
export const Path = shape('path');
export const Circle = shape('circle');
export const Rect = shape('rect');
export const Line = shape('line');
export const Polyline = shape('polyline');
export const Polygon = shape('polygon');
export const Ellipse = shape('ellipse');
export const G = shape('g');
export default Svg;
