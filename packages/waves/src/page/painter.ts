import type { Scene } from './canvas.ts';
import { drawScene } from './draw.ts';

/** Frames of which the time is known. */
const FRAMES = 200;

/** Paints the waves once a frame, however often it is asked to. */
export class Painter {
  /** Milliseconds the last frames took: the test of smoothness reads them. */
  readonly frames: number[] = [];
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #scene: () => Omit<Scene, 'width' | 'height'>;
  #pending = false;

  constructor(canvas: HTMLCanvasElement, scene: () => Omit<Scene, 'width' | 'height'>) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { alpha: false }) as CanvasRenderingContext2D;
    this.#scene = scene;
  }

  repaint(): void {
    if (this.#pending) {
      return;
    }
    this.#pending = true;
    requestAnimationFrame(() => this.#paint());
  }

  #paint(): void {
    this.#pending = false;
    const begin = performance.now();
    const canvas = this.#canvas;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (width === 0) {
      return; // a page that is not shown has no scale
    }
    const ratio = devicePixelRatio;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawScene(this.#context, { ...this.#scene(), width, height });
    this.frames.push(performance.now() - begin);
    if (this.frames.length > FRAMES) {
      this.frames.shift();
    }
  }
}
