/** The board with command lists in its memory. */
import {
  AddressSpace,
  type DdrOptions,
  KV260_DDR_STRESS,
  type Random,
  randomPause,
  type Simulation,
} from '@chisel-lite/testbench';
import { Arena, type PlacedList } from '../list/lists.ts';
import { board, PAGE, type Staged } from './board.ts';

const LIST_OPERATION = 1;
/** Bytes of the address space, and of it more than a test places. */
const SPACE = 2 ** 40;
const ROOM = 2 ** 28;

/** The registers of a list's command. */
export const stagedList = ({ address, records, position, passes, token }: PlacedList): Staged => ({
  ...(passes === undefined ? {} : { command_shape: passes - 1 }),
  ...(token === undefined ? {} : { weights_0_low: token }),
  activations_low: address % 2 ** 32,
  activations_high: Math.floor(address / 2 ** 32),
  command_outputs: records,
  command_position: position,
  command_flags: LIST_OPERATION * 2 ** 28 + 2 ** 9,
});

/** Memories of every kind: slow ones, pausing ones, ones that answer writes late. */
export function someMemory(random: Random): DdrOptions {
  const share = () => [0, 0, 0.3, 0.7][random.below(4)];
  const pause = (name: string) => randomPause(random.fork(name), share());
  const late = random.chance(0.4) ? randomPause(random.fork('late'), 0.97) : pause('b');
  return {
    late: random.chance(0.7),
    pause: { ar: pause('ar'), r: pause('r'), aw: pause('aw'), w: pause('w'), b: late },
    ...(random.chance(0.5) ? { timing: KV260_DDR_STRESS } : {}),
  };
}

/** The board, and an arena for lists anywhere in its memory; what other commands name lies in the other half of it. */
export function listBoard(sim: Simulation, random: Random, options: DdrOptions = {}) {
  const half = random.below(2);
  const within = (which: number) => (which * SPACE) / 2 + PAGE * random.below((SPACE / 2 - ROOM) / PAGE);
  const arena = new Arena(within(half));
  const memory = new AddressSpace();
  const placed = board(sim, { ...options, memory, base: within(1 - half) });
  const { push, read, write } = placed;
  let mapped = 0;
  /** Waits until a bit of the status is `value`. */
  const settled = async (bit: number, value: number) => {
    while ((((await read('status')) >> bit) & 1) !== value) {
      await sim.clock.cycles(20);
    }
  };
  return {
    ...placed,
    arena,
    /** Maps what has been placed since, and starts a list. */
    async start(list: PlacedList) {
      for (const { base, bytes } of arena.regions.slice(mapped)) {
        memory.map(base, bytes);
      }
      mapped = arena.regions.length;
      await push(stagedList(list));
    },
    /** What stopped it, once something has. */
    async stopped() {
      await settled(1, 1);
      const error = await read('error');
      return {
        code: error & 15,
        place: (error >> 4) & 7,
        response: (error >> 8) & 3,
        record: await read('error_record'),
        address: (await read('error_address_high')) * 2 ** 32 + (await read('error_address_low')),
      };
    },
    /** Restarts it; golden takes over whatever has been left in memory. */
    async restart() {
      await write('control', 1);
      await settled(0, 0);
      for (const { bytes, golden } of arena.regions) {
        golden.set(bytes);
      }
    },
  };
}
