import type { Figures, Verdict } from '../shared/protocol.ts';
import { byId, thousands } from './elements.ts';

/** Clock at which speeds are told, as `make demo` does [MHz]. */
export const MEGAHERTZ = 200;

export function showFigures({ cyclesPerToken, share, tokensPerSecond, cyclesPerSecond, cycles }: Figures): void {
  const set = (id: string, value: number | undefined, text: (value: number) => string) => {
    byId(id).textContent = value === undefined ? '–' : text(value);
  };
  set('cycles', cycles, thousands);
  set('cycles-per-token', cyclesPerToken, thousands);
  set('share-of-beats', share, (value) => `${(100 * value).toFixed(1)} %`);
  set('speed-board', cyclesPerToken, (value) => `${thousands((MEGAHERTZ * 1e6) / value)} tokens/s`);
  const here = (value: number) => `${value.toFixed(1)} tokens/s, ${thousands(cyclesPerSecond)} cycles/s`;
  set('speed-here', tokensPerSecond, here);
}

/** In words. */
export function verdictText({ products, values, wrong, first }: Verdict): string {
  if (products === 0) {
    return 'no product yet';
  }
  return wrong === 0
    ? `the same bits in all ${thousands(products)} products (${thousands(values)} results)`
    : `${thousands(wrong)} of ${thousands(products)} products differ; the first: ${first}`;
}

export function showVerdict(verdict: Verdict): void {
  const element = byId('verdict');
  element.textContent = verdictText(verdict);
  element.className = verdict.wrong > 0 ? 'bad' : 'good';
}
