import type { Activity } from '../shared/protocol.ts';
import { byId } from './elements.ts';

const KINDS = ['beat', 'starve', 'stall', 'idle'] as const;
/** Width of a column of the strip [pixels of the canvas]. */
const COLUMN = 4;

/** The strip that shows what the memory ports do; each report adds a column. */
export class PortsView {
  readonly #canvas = byId<HTMLCanvasElement>('ports');
  readonly #totals = { beat: 0, starve: 0, stall: 0, idle: 0 };
  /** The recorded moment of each column, the newest last. */
  readonly #moments: number[] = [];

  constructor() {
    this.#canvas.getContext('2d')!.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    byId('ports-text').textContent = '';
  }

  /** The moment under a place of the strip, from 0 at its left end to 1; undefined where nothing is drawn. */
  momentAt(place: number): number | undefined {
    const columns = Math.floor(((1 - place) * this.#canvas.width) / COLUMN);
    return this.#moments.at(-1 - columns);
  }

  add(activity: Activity, moment: number): void {
    const { width, height } = this.#canvas;
    const context = this.#canvas.getContext('2d')!;
    const cycles = KINDS.reduce((sum, kind) => sum + activity[kind][0], 0);
    if (cycles === 0) {
      return;
    }
    this.#moments.push(moment);
    context.globalCompositeOperation = 'copy';
    context.drawImage(this.#canvas, -COLUMN, 0);
    context.globalCompositeOperation = 'source-over';
    const row = height / 4;
    for (let port = 0; port < 4; port++) {
      let at = port * row;
      for (const kind of KINDS) {
        const share = (activity[kind][port] / cycles) * (row - 3);
        context.fillStyle = colourOf(kind);
        context.fillRect(width - COLUMN, at, COLUMN, share);
        at += share;
      }
    }
    for (const kind of KINDS) {
      this.#totals[kind] += activity[kind].reduce((a, b) => a + b, 0);
    }
    const all = KINDS.reduce((sum, kind) => sum + this.#totals[kind], 0);
    const share = (kind: (typeof KINDS)[number]) => `${((100 * this.#totals[kind]) / all).toFixed(1)} %`;
    byId('ports-text').textContent =
      `So far, of the cycles of all four ports: a beat of data in ${share('beat')}, waiting in ${share('starve')}, not taken in ${share('stall')}, idle in ${share('idle')}.`;
  }
}

/** As the key beside the strip has it, in the theme in use. */
const colourOf = (kind: string): string =>
  getComputedStyle(document.querySelector(`.key.${kind}`)!, '::before').backgroundColor;
