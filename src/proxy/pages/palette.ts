/** Colours of the gateway's pages. Text on its ground keeps 4.5:1 and controls 3:1 in both schemes (WCAG 2.2, 1.4.3 and 1.4.11). */
export interface Palette {
  readonly ground: string;
  readonly card: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly accent: string;
  readonly onAccent: string;
  readonly stop: string;
  readonly stopGround: string;
}

export const LIGHT: Palette = {
  ground: '#f3f5f9',
  card: '#ffffff',
  ink: '#16202e',
  soft: '#51606f',
  line: '#dbe1ea',
  accent: '#0b5cab',
  onAccent: '#ffffff',
  stop: '#b3261e',
  stopGround: '#fdeceb',
};

export const DARK: Palette = {
  ground: '#0e141c',
  card: '#18212d',
  ink: '#e9eef5',
  soft: '#a5b3c2',
  line: '#2c3949',
  accent: '#7db7ff',
  onAccent: '#0b1726',
  stop: '#ffb4ab',
  stopGround: '#3a1d1c',
};

/** The palette as CSS custom properties. */
export function paletteCss(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, value]) => `--${name.replace(/[A-Z]/g, (char) => `-${char.toLowerCase()}`)}:${value}`)
    .join(';');
}
