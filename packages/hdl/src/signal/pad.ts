import { here } from '../diagnostics/location.ts';
import { fail } from '../diagnostics/report.ts';
import { reportStranger } from '../elaborate/ownership.ts';
import type { PadPart } from '../ir/index.ts';
import { builder, ownerOf } from '../module/builder.ts';

/** Where a pin of an instance is noted to go. */
export interface PadSocket {
  readonly name: string;
  goesTo: PadPart | undefined;
}

/** Pins of the module, or those of an instance; only the former have parts. */
export class Pad {
  readonly width: number;
  readonly #part: PadPart | undefined;
  readonly #socket: PadSocket | undefined;

  constructor(width: number, of: { readonly part?: PadPart; readonly socket?: PadSocket }) {
    this.width = width;
    this.#part = of.part;
    this.#socket = of.socket;
  }

  bit(i: number): Pad {
    return this.slice(i, 1);
  }

  slice(low: number, width: number): Pad {
    const part = this.#part;
    if (!part) {
      fail('type', 'parts are taken of the pins of a module, not of an instance');
      return this;
    }
    if (!Number.isInteger(low) || !Number.isInteger(width) || low < 0 || width < 1 || low + width > this.width) {
      fail('range', `pins ${low + width - 1} down to ${low} of \`${part.signal.name}\`, which has ${this.width}`);
      return this;
    }
    return new Pad(width, { part: { signal: part.signal, low: part.low + low, width } });
  }

  /** Joins the pins of an instance with pins of the module. */
  connect(to: Pad): void {
    const part = to instanceof Pad ? to.#part : undefined;
    const socket = this.#socket;
    if (!socket || !part) {
      fail('direction', 'connect joins the inout of an instance with an inout of the module', {
        hint: 'u_buffer.IO.connect(pin)',
      });
      return;
    }
    if (ownerOf(part.signal) !== builder()) {
      reportStranger(builder(), part.signal, `connected to \`${socket.name}\``, here());
      return;
    }
    if (part.width !== this.width) {
      fail('width', `\`${socket.name}\` has ${this.width} pins, \`${part.signal.name}\` gives ${part.width}`);
      return;
    }
    if (socket.goesTo) {
      fail('multiply-driven', `\`${socket.name}\` is connected twice`);
    }
    socket.goesTo = part;
    builder().usedPads.add(part.signal);
  }
}
