import { withCount } from '../bus/inbox.ts';
import { ProtocolViolation } from '../scheduler/errors.ts';
import type { Trigger } from '../scheduler/trigger.ts';
import type { Signal } from '../signal.ts';
import type { Simulation } from '../simulation.ts';
import { type ResetOptions, resetsOf } from './resets.ts';
import { timeKeeper } from './time-keeper.ts';

export interface UartOptions extends ResetOptions {
  /** Bits a second; default 115,200. */
  baud?: number;
  /** Data bits of a character; default 8. */
  bits?: number;
  /** Default none. */
  parity?: 'none' | 'even' | 'odd';
  /** Stop bits; default 1. */
  stop?: 1 | 2;
}

const BILLION = 1e9;

const shapeOf = ({ baud = 115_200, bits = 8, parity = 'none', stop = 1 }: UartOptions) => ({
  bit: BILLION / baud, // [ns]
  bits,
  parity,
  stop,
});

const parityOf = (value: number, parity: 'even' | 'odd'): number => {
  let ones = parity === 'odd' ? 1 : 0;
  for (let rest = value; rest > 0; rest >>>= 1) {
    ones += rest & 1;
  }
  return ones & 1;
};

export interface UartSource {
  /** Queues characters; awaiting what it returns waits until the last stop bit is over. */
  send(characters: Iterable<number>): Trigger;
  /** Holds the line low for a time [ns], which is no character: a break. */
  sendBreak(nanoseconds: number): Trigger;
}

/**
 * Sends characters on the design's input `port`: a start bit, data with the least significant bit first, parity, stop.
 */
export function uartSource(sim: Simulation, port: Signal, options: UartOptions = {}): UartSource {
  const { bit, bits, parity, stop } = shapeOf(options);
  type Item = { readonly levels: readonly number[]; readonly step: number; readonly done: () => void };
  const queue = sim.queue<Item>({ name: `${port.name}: characters to send` });
  port.value = 1;
  let underWay: Item | undefined;
  const end = () => {
    port.value = 1;
    underWay?.done();
    underWay = undefined;
  };
  const session = async () => {
    const keeper = timeKeeper(sim);
    await sim.delay(bit); // the line is seen to be idle before the first start bit
    for (;;) {
      underWay = await queue.get();
      const { levels, step } = underWay;
      keeper.begin();
      for (const [i, level] of levels.entries()) {
        port.value = level;
        await keeper.until((i + 1) * step);
      }
      end();
    }
  };
  // The character that a reset cuts is lost and counts as sent; those behind it follow after the reset.
  resetsOf(sim, options).serve(`uart source ${port.name}`, session, end);
  const add = (items: readonly { levels: readonly number[]; step: number }[], what: string): Trigger => {
    const sent = sim.event(`${port.name}: ${what} sent`);
    items.forEach((item, i) => {
      queue.tryPut({ ...item, done: () => i === items.length - 1 && sent.set() });
    });
    if (items.length === 0) {
      sent.set();
    }
    return sent.wait();
  };
  return {
    send(characters) {
      const items = [...characters].map((value) => {
        if (!(Number.isInteger(value) && value >= 0 && value < 2 ** bits)) {
          throw new RangeError(`${port.name}: character ${value}: expected 0 … ${2 ** bits - 1}`);
        }
        const data = Array.from({ length: bits }, (_, i) => (value >>> i) & 1);
        const check = parity === 'none' ? [] : [parityOf(value, parity)];
        return { levels: [0, ...data, ...check, ...Array<number>(stop).fill(1)], step: bit };
      });
      return add(items, `${items.length} characters`);
    },
    sendBreak: (nanoseconds) => add([{ levels: [0], step: nanoseconds }], 'break'),
  };
}

export interface UartSink {
  receive(): Trigger<number>;
  /** Characters received and not yet asked for. */
  readonly count: number;
  readonly empty: boolean;
  clear(): void;
}

/**
 * Receives characters from the design's output `port`, sampled in the middle of each bit; checks parity and stop bits.
 */
export function uartSink(sim: Simulation, port: Signal, options: UartOptions = {}): UartSink {
  const { bit, bits, parity, stop } = shapeOf(options);
  const received = sim.queue<number>({ name: `${port.name}: characters received` });
  const session = async () => {
    const keeper = timeKeeper(sim);
    for (;;) {
      await sim.falling(port);
      keeper.begin();
      await keeper.until(bit / 2);
      if (port.value !== 0) {
        continue; // a glitch
      }
      let value = 0;
      for (let i = 0; i < bits; i++) {
        await keeper.until((i + 1.5) * bit);
        value |= Number(port.value) << i;
      }
      const fail = (rule: string, detail: string) => {
        throw new ProtocolViolation(port.name, rule, `${detail} at ${sim.time} ns`);
      };
      if (parity !== 'none') {
        await keeper.until((bits + 1.5) * bit);
        if (port.value !== parityOf(value, parity)) {
          fail('parity error', `character 0x${value.toString(16)} with parity bit ${port.value}`);
        }
      }
      const checked = bits + (parity === 'none' ? 0 : 1);
      for (let i = 1; i <= stop; i++) {
        await keeper.until((checked + i + 0.5) * bit);
        if (Number(port.value) !== 1) {
          fail('framing error', `stop bit ${i} of character 0x${value.toString(16)} is low`);
        }
      }
      received.tryPut(value);
    }
  };
  resetsOf(sim, options).serve(`uart sink ${port.name}`, session, () => {}); // half a character is forgotten
  return withCount(
    {
      get items() {
        return received.items;
      },
    },
    { receive: () => received.get() },
  );
}
