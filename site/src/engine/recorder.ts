import type { ir, Simulation } from '@chisel-lite/hdl';

/** Cycles of a moment; one in which the visitor steps by hand goes on for longer. */
const CYCLES = 160;
const MOST_CYCLES = 2000;
/** Moments that are kept, the last ones. */
const KEPT = 120;

export interface Recorded {
  /** The first and the last of its cycles. */
  readonly from: number;
  readonly to: number;
  /** A value change dump; its unit is a picosecond. */
  readonly vcd: Uint8Array<ArrayBuffer>;
}

interface Moment {
  readonly id: number;
  readonly from: number;
  to: number;
  readonly chunks: Uint8Array[];
  readonly trace: ReturnType<Simulation['trace']>;
}

/**
 * Keeps short pieces of what the chosen signals did, one for each report to the page, so that any of them can be looked
 * at.
 */
export class Recorder {
  readonly #simulator: Simulation;
  readonly #scopes: readonly string[];
  /** Of the clock [ps]. */
  readonly #period: number;
  readonly #moments: Moment[] = [];
  #count = 0;

  /** @param names signals by path, without the top's name; those that this design does not have are left out */
  constructor(simulator: Simulation, { top }: ir.Design, names: readonly string[], period: number) {
    this.#simulator = simulator;
    this.#scopes = names.filter((name) => findSignal(top, name) !== undefined);
    this.#period = period;
  }

  /** Ends the moment at hand, whose number is returned, and begins the next. */
  next(cycle: number): number {
    const ended = this.#moments.at(-1);
    ended?.trace.close();
    const chunks: Uint8Array[] = [];
    const trace = this.#simulator.trace({
      timescale: '1ps',
      scopes: this.#scopes,
      write: (chunk) => chunks.push(chunk),
    });
    this.#moments.push({ id: this.#count++, from: cycle, to: cycle, chunks, trace });
    if (this.#moments.length > KEPT) {
      this.#moments.shift();
    }
    return ended?.id ?? -1;
  }

  /** Called in every cycle. */
  cycle(cycle: number, isByHand: boolean): void {
    const moment = this.#moments.at(-1);
    if (moment && cycle - moment.from < (isByHand ? MOST_CYCLES : CYCLES)) {
      moment.trace.dump(BigInt(cycle * this.#period));
      moment.to = cycle;
    }
  }

  /**
   * A moment by its number; of those that are no longer kept the nearest; without a number the last that has cycles.
   */
  moment(id?: number): Recorded | undefined {
    const kept = this.#moments.filter(({ from, to }) => to > from);
    const moment = id === undefined ? kept.at(-1) : kept.find((each) => each.id >= id);
    if (!moment) {
      return undefined;
    }
    moment.trace.close();
    const vcd = new Uint8Array(moment.chunks.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const chunk of moment.chunks) {
      vcd.set(chunk, at);
      at += chunk.length;
    }
    return { from: moment.from, to: moment.to, vcd };
  }
}

/** A signal of a design by its path from the top module. */
export function findSignal(top: ir.Module, path: string): ir.Signal | undefined {
  const parts = path.split('.');
  const name = parts.pop();
  let module: ir.Module | undefined = top;
  for (const part of parts) {
    const instance: ir.Instance | undefined = module?.items
      .filter((item) => item.kind === 'instance')
      .find((item) => item.name === part);
    module = instance?.module;
  }
  return [...(module?.ports ?? []), ...(module?.signals ?? [])].find((signal) => signal.name === name);
}
