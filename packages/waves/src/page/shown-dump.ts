import { createLookup, type Lookup, secondsPerUnit, type Variable, type Vcd } from '@chisel-lite/vcd';
import type { Labels } from './format.ts';
import { createLane, type StreamLane } from './streams.ts';
import type { Row } from './view.ts';

/** The dump that is shown, and what the names in rows stand for in it. */
export class ShownDump {
  readonly vcd: Vcd;
  readonly lookup: Lookup;
  /** Length of a time unit [s]. */
  readonly unit: number;
  /** The last time stamp. */
  readonly end: number;
  /** What a row's name stands for: a variable, or why it stands for none. */
  readonly #found = new Map<string, Variable | string>();
  readonly #labels: ReadonlyMap<Variable['id'], Labels>;
  readonly #lanes = new Map<string, StreamLane>();

  constructor(vcd: Vcd, labels: Readonly<Record<string, Labels>>) {
    this.vcd = vcd;
    this.lookup = createLookup(vcd);
    this.unit = secondsPerUnit(vcd.timescale);
    this.end = vcd.times.length ? vcd.times[vcd.times.length - 1] : 0;
    this.#labels = new Map(
      Object.entries(labels).flatMap(([name, each]) => {
        const id = this.variable(name)?.id;
        return id === undefined ? [] : [[id, each] as const];
      }),
    );
  }

  /** The variable of this name; undefined where there is none, or more than one. */
  variable(name: string): Variable | undefined {
    const result = this.#resolve(name);
    return typeof result === 'string' ? undefined : result;
  }

  /** Why the first of these names that stands for no variable does not. */
  fault(...names: string[]): string {
    return names.map((name) => this.#resolve(name)).find((result) => typeof result === 'string') as string;
  }

  /** The variable of a signal's row. */
  signalOf(row: Row | undefined): Variable | undefined {
    return row?.kind === 'signal' ? this.variable(row.path) : undefined;
  }

  /** The variable of a signal's row, or the valid of a stream's. */
  leadOf(row: Row | undefined): Variable | undefined {
    return row?.kind === 'stream' ? this.variable(row.valid) : this.signalOf(row);
  }

  /** The lane of a stream's row; undefined where one of its two signals is missing. */
  laneOf(row: Row & { kind: 'stream' }): StreamLane | undefined {
    const [valid, ready] = [this.variable(row.valid), this.variable(row.ready)];
    if (!valid || !ready) {
      return undefined;
    }
    const key = `${valid.id} ${ready.id}`;
    const lane = this.#lanes.get(key) ?? createLane(this.vcd, { name: row.name, valid, ready });
    this.#lanes.set(key, lane);
    return lane;
  }

  /** Texts for the values of a variable. */
  labelsOf({ id }: Variable): Labels | undefined {
    return this.#labels.get(id);
  }

  #resolve(name: string): Variable | string {
    let result = this.#found.get(name);
    if (result === undefined) {
      try {
        result = this.lookup.find(name) ?? `${name} is not in this dump`;
      } catch (error) {
        result = (error as Error).message;
      }
      this.#found.set(name, result);
    }
    return result;
  }
}
