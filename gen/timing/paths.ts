import { capture, isLocal, type Kind, kindOf, launch, through, wireDelay } from './delays.ts';
import type { Flat, FlatCell } from './flatten.ts';

/** A cell's output on a path, and when it stands there. */
export interface Step {
  readonly cell: FlatCell;
  readonly port: string;
  readonly net: number;
  readonly fanOut: number;
  /** ns after the edge. */
  readonly at: number;
}

/** From a register, or an input of the design, to a register. */
export interface Path {
  /** ns, with setup. */
  readonly delay: number;
  /** From the first cell on; the first is a register unless the path begins at an input of the design. */
  readonly steps: readonly Step[];
  readonly to: { readonly cell: FlatCell; readonly port: string };
}

export interface Timing {
  /** Ends of paths, the latest first. */
  readonly ends: readonly End[];
  pathTo(end: End): Path;
  readonly fanOut: Int32Array;
  /** The cell that drives a net. */
  driverOf(net: number): FlatCell | undefined;
}

export interface End {
  readonly delay: number;
  readonly net: number;
  readonly cell: FlatCell;
  readonly port: string;
}

/** When every net stands at the latest, and which paths end last. A combinational loop, which `make check` refuses, is cut where it is met. */
export function analyse({ cells, nets }: Flat): Timing {
  const kinds = cells.map(({ type }) => kindOf(type));
  const driver = new Int32Array(nets).fill(-1);
  const driverPort: string[] = [];
  const fanOut = new Int32Array(nets);
  cells.forEach((cell, i) => {
    for (const { port, nets: pins } of cell.outputs) {
      for (const net of pins) {
        if (net >= 0) {
          driver[net] = i;
          driverPort[net] = port;
        }
      }
    }
    for (const { nets: pins } of cell.inputs) {
      for (const net of pins) {
        if (net >= 0) {
          fanOut[net]++;
        }
      }
    }
  });
  const kindOfDriver = (net: number): Kind | undefined => (driver[net] < 0 ? undefined : kinds[driver[net]]);
  const wire = (cell: number, port: string, net: number) =>
    isLocal(kinds[cell], port, kindOfDriver(net)) ? 0 : wireDelay(fanOut[net]);

  /** Latest arrival at the driver of a net, and the net it came from. */
  const arrival = new Float64Array(nets).fill(-1);
  const from = new Int32Array(nets).fill(-1);
  const settle = (net: number): void => {
    const i = driver[net];
    const start = i < 0 ? 0 : launch(cells[i], kinds[i]);
    arrival[net] = start ?? 0;
    if (start !== undefined) {
      return;
    }
    for (const { port, nets: pins } of cells[i].inputs) {
      const delay = through(cells[i], kinds[i], port, driverPort[net]);
      if (delay === undefined) {
        continue;
      }
      for (const input of pins) {
        if (input < 0) {
          continue;
        }
        const at = arrival[input] + wire(i, port, input) + delay;
        if (at > arrival[net]) {
          arrival[net] = at;
          from[net] = input;
        }
      }
    }
  };
  const waitsFor = (net: number): number[] => {
    const i = driver[net];
    if (i < 0 || launch(cells[i], kinds[i]) !== undefined) {
      return [];
    }
    return cells[i].inputs.flatMap(({ port, nets: pins }) =>
      through(cells[i], kinds[i], port, driverPort[net]) === undefined ? [] : [...pins].filter((input) => input >= 0),
    );
  };
  const open = new Uint8Array(nets);
  for (let root = 0; root < nets; root++) {
    const stack = arrival[root] < 0 ? [{ net: root, inputs: waitsFor(root), next: 0 }] : [];
    open[root] = 1;
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      const input = top.inputs[top.next++];
      if (input === undefined) {
        settle(top.net);
        open[top.net] = 0;
        stack.pop();
      } else if (arrival[input] < 0 && !open[input]) {
        open[input] = 1;
        stack.push({ net: input, inputs: waitsFor(input), next: 0 });
      }
    }
  }

  const ends: End[] = [];
  cells.forEach((cell, i) => {
    for (const { port, nets: pins } of cell.inputs) {
      const setup = capture(cell, kinds[i], port);
      if (setup === undefined) {
        continue;
      }
      for (const net of pins) {
        if (net >= 0) {
          ends.push({ delay: Math.max(0, arrival[net]) + wire(i, port, net) + setup, net, cell, port });
        }
      }
    }
  });
  ends.sort((a, b) => b.delay - a.delay);

  return {
    ends,
    fanOut,
    driverOf: (net) => cells[driver[net]],
    pathTo({ delay, net: last, cell, port }) {
      const steps: Step[] = [];
      for (let net = last; net >= 0; net = from[net]) {
        if (driver[net] >= 0) {
          steps.push({
            cell: cells[driver[net]],
            port: driverPort[net],
            net,
            fanOut: fanOut[net],
            at: arrival[net],
          });
        }
      }
      return { delay, steps: steps.reverse(), to: { cell, port } };
    },
  };
}

export const countOf = ({ steps }: Path, kind: Kind): number =>
  steps.filter(({ cell }) => kindOf(cell.type) === kind).length;
