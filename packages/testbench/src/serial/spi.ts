import { withCount } from '../bus/inbox.ts';
import { ProtocolViolation } from '../scheduler/errors.ts';
import type { Task } from '../scheduler/task.ts';
import type { Trigger } from '../scheduler/trigger.ts';
import type { Signal } from '../signal.ts';
import type { Simulation } from '../simulation.ts';
import { type ResetOptions, resetsOf } from './resets.ts';
import { timeKeeper } from './time-keeper.ts';

/** The wires of an SPI bus; those that are not there may be left out. */
export interface SpiWires {
  readonly sclk: Signal;
  readonly mosi?: Signal;
  readonly miso?: Signal;
  /** Low (or, with `csActiveHigh`, high) while the device is selected; without it the device always is. */
  readonly cs?: Signal;
}

export interface SpiOptions extends ResetOptions {
  /** Clock polarity and phase, CPOL × 2 + CPHA; default 0. */
  mode?: 0 | 1 | 2 | 3;
  /** Bits of a word; default 8. */
  bits?: number;
  /** Default the most significant bit first. */
  lsbFirst?: boolean;
  csActiveHigh?: boolean;
}

export interface SpiMasterOptions extends SpiOptions {
  /** Of `sclk` [ns]; default 100. */
  period?: number;
}

export interface SpiMaster {
  /**
   * Selects the device, sends `words`, gives what came back in their places, and lets the device go. Throws a
   * `BusError` where a reset comes between.
   */
  transfer(words: Iterable<number>): Task<number[]>;
}

const order = (bits: number, lsbFirst = false) => Array.from({ length: bits }, (_, i) => (lsbFirst ? i : bits - 1 - i));

/** The master of an SPI device in the design. */
export function spiMaster(sim: Simulation, wires: SpiWires, options: SpiMasterOptions = {}): SpiMaster {
  const { mode = 0, bits = 8, period = 100, csActiveHigh = false } = options;
  const { sclk, mosi, miso, cs } = wires;
  const idle = mode >> 1;
  const late = (mode & 1) === 1; // CPHA: data changes on the first edge, and is sampled on the second
  const lock = sim.lock(`spi ${sclk.name}`);
  sclk.value = idle;
  const select = (on: boolean) => {
    if (cs) {
      cs.value = on === csActiveHigh ? 1 : 0;
    }
  };
  select(false);
  const resets = resetsOf(sim, options);
  const letGo = () => {
    sclk.value = idle;
    select(false);
  };
  const transfer = async (words: Iterable<number>) => {
    const keeper = timeKeeper(sim);
    keeper.begin();
    let half = 0;
    const step = () => keeper.until((++half * period) / 2);
    const received: number[] = [];
    await step(); // idle, and seen to be
    select(true);
    if (late) {
      await step();
    }
    for (const word of words) {
      let value = 0;
      for (const bit of order(bits, options.lsbFirst)) {
        const sample = () => {
          value |= Number(miso?.value ?? 0) << bit;
        };
        if (late) {
          sclk.value = 1 - idle;
        }
        if (mosi) {
          mosi.value = (word >>> bit) & 1;
        }
        await step();
        sample(); // what the device showed before this edge
        sclk.value = late ? idle : 1 - idle;
        await step();
        if (!late) {
          sclk.value = idle;
        }
      }
      received.push(value >>> 0);
    }
    await step();
    select(false);
    await step();
    return received;
  };
  const name = `spi transfer on ${sclk.name}`;
  return { transfer: (words) => resets.perform(lock, name, () => transfer(words), letGo) };
}

export interface SpiDevice {
  /** The words of the next whole transfer: from selection to the end of it. */
  receive(): Trigger<number[]>;
  readonly count: number;
  readonly empty: boolean;
  clear(): void;
}

/** A device for the SPI master in the design. `reply` gives the word it shows next, from those it received so far. */
export function spiDevice(
  sim: Simulation,
  wires: SpiWires,
  options: SpiOptions & { reply?: (received: readonly number[]) => number } = {},
): SpiDevice {
  const { mode = 0, bits = 8, csActiveHigh = false, reply = () => 0 } = options;
  const { sclk, mosi, miso, cs } = wires;
  const idle = mode >> 1;
  const late = (mode & 1) === 1;
  const places = order(bits, options.lsbFirst);
  const transfers = sim.queue<number[]>({ name: `${sclk.name}: transfers received` });
  const isSelected = () => cs === undefined || Boolean(cs.value) === csActiveHigh;

  const resets = resetsOf(sim, options);
  const session = async () => {
    for (;;) {
      while (!isSelected()) {
        await sim.changed(cs as Signal);
      }
      const words: number[] = [];
      let value = 0;
      let at = 0;
      let shown = reply(words);
      const show = () => {
        if (miso) {
          miso.value = (shown >>> places[at]) & 1;
        }
      };
      if (!late) {
        show();
      }
      while (isSelected()) {
        await (cs ? sim.select({ clock: sim.changed(sclk), cs: sim.changed(cs) }) : sim.changed(sclk));
        if (!isSelected()) {
          break;
        }
        const isFirst = sclk.value !== idle;
        if (isFirst !== late) {
          value |= Number(mosi?.value ?? 0) << places[at];
          at++;
          if (at === bits) {
            words.push(value >>> 0);
            [value, at] = [0, 0];
            shown = reply(words);
            if (!cs) {
              transfers.tryPut(words.splice(0));
            }
          }
        } else {
          show();
        }
      }
      if (at !== 0) {
        throw new ProtocolViolation(sclk.name, 'transfer cut short', `${at} of ${bits} bits at ${sim.time} ns`);
      }
      if (words.length > 0 && !resets.active) {
        transfers.tryPut(words);
      }
    }
  };
  resets.serve(`spi device on ${sclk.name}`, session, () => {}); // half a transfer is forgotten
  return withCount(transfers, { receive: () => transfers.get() });
}
