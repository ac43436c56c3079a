import type { SignalHandle } from '../simulator.ts';

type View = Uint8Array | Uint16Array | Uint32Array;

/** All ports' values at one moment, which can be put back for a while. */
export class PortValues {
  readonly #views: readonly View[];
  readonly #kept: readonly View[];
  readonly #others: readonly View[];

  /** Throws where a port has no storage that could be copied. */
  constructor(ports: Iterable<SignalHandle>) {
    this.#views = [...ports].map((port) => {
      const view = port.storage ?? port.words;
      if (!view) {
        throw new Error(
          `${port.name}: this simulator does not show where ports are stored, so that clocks of the design cannot be followed`,
        );
      }
      return view;
    });
    this.#kept = this.#views.map((view) => view.slice());
    this.#others = this.#views.map((view) => view.slice());
  }

  keep(): void {
    for (let i = 0; i < this.#views.length; i++) {
      this.#kept[i].set(this.#views[i]);
    }
  }

  /** The ports have the kept values from here on, until `putBack`. */
  show(): void {
    for (let i = 0; i < this.#views.length; i++) {
      this.#others[i].set(this.#views[i]);
      this.#views[i].set(this.#kept[i]);
    }
  }

  putBack(): void {
    for (let i = 0; i < this.#views.length; i++) {
      this.#views[i].set(this.#others[i]);
    }
  }
}
