const DARK = {
  back: '#14171c',
  panel: '#1a1e25',
  line: '#2a303a',
  grid: '#20262f',
  bit: '#58c98b',
  bus: '#5aa9e6',
  unknown: '#e0564f',
  high: '#d9a33a',
  dense: '#27567b',
  text: '#d5dae3',
  dim: '#8690a2',
  selected: '#1b2636',
  /** Over the time before the dump's beginning and after its end. */
  outside: '#0007',
  cursor: '#ff7d74',
  base: '#7fb6ff',
  marker: '#b48ce6',
  idle: '#232a34',
  beat: '#3fb96f',
  stall: '#e0564f',
  starve: '#d9a33a',
};

const LIGHT: typeof DARK = {
  back: '#ffffff',
  panel: '#f2f4f7',
  line: '#d3d9e2',
  grid: '#e9edf2',
  bit: '#1f8a4c',
  bus: '#1b6fb8',
  unknown: '#c9352d',
  high: '#b27a10',
  dense: '#9cc3e4',
  text: '#1d2430',
  dim: '#5f6b7d',
  selected: '#e3eefb',
  outside: '#0002',
  cursor: '#c9352d',
  base: '#0b66c9',
  marker: '#7a45bd',
  idle: '#e3e8ee',
  beat: '#46b877',
  stall: '#dd5a53',
  starve: '#d8a032',
};

/** Colours a row can be given; they can be read on light and on dark. */
export const ROW_COLOURS = {
  green: '#2fa866',
  blue: '#3f8fd6',
  amber: '#c98a1b',
  red: '#d9534f',
  violet: '#9a6fd0',
  grey: '#8690a2',
} as const;
export type RowColour = keyof typeof ROW_COLOURS;

export const isRowColour = (text: unknown): text is RowColour => typeof text === 'string' && text in ROW_COLOURS;

/** Colours of the wave area, which are the page's: light or dark, as the system is. */
export const COLOURS: typeof DARK = { ...DARK };

/** Keeps the colours what the system asks for; `changed` is called when that changes. */
export function followColourScheme(changed: () => void): void {
  const light = matchMedia('(prefers-color-scheme: light)');
  const take = () => Object.assign(COLOURS, light.matches ? LIGHT : DARK);
  take();
  light.addEventListener('change', () => {
    take();
    changed();
  });
}
