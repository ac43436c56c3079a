import { type FlatDesign, SimulationError } from '../design/flatten.ts';
import { type FlatMemory, type RegisterField, slotBytes } from '../machine/layout.ts';
import { writeBits } from './handles.ts';

/**
 * Puts the values at power-up into the simulation's memory, which is all zero before: registers with an initial value
 * in domains without reset, and memories with initial words. With a seed, whatever Verilog leaves unknown at power-up
 * is random: registers that only a reset initialises, registers that nothing does, memories without initial words.
 * What a register starts with depends on the seed and its path alone, not on what else there is.
 */
export function powerUp(memory: DataView, { registers, memories }: FlatDesign, seed: number | undefined): void {
  if (seed !== undefined && !(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31)) {
    throw new SimulationError(`instantiate: seed ${seed} is not an integer from 0 to 2^31 - 1`);
  }
  const unknown = seed === undefined ? () => 0n : wholeRegisters(seed);
  for (const register of registers) {
    const { low, width, signed, address } = register;
    const bits = BigInt.asUintN(width, (startOf(register) ?? unknown(register)) >> BigInt(low));
    writeBits(memory, address, slotBytes(width), signed && width <= 64 ? BigInt.asIntN(width, bits) : bits);
  }
  for (const each of memories) {
    const { init } = each.memory;
    if (init) {
      init.forEach((word, i) => {
        writeBits(memory, each.address + i * each.wordBytes, each.wordBytes, word);
      });
    } else if (seed !== undefined) {
      randomiseMemory(memory, each, seed);
    }
  }
}

/** The value that Verilog gives a register at power-up, or undefined where it gives none. */
const startOf = ({ signal, domain }: RegisterField) => (domain.reset ? undefined : signal.init);

/** Fields of one register are parts of one number, however the design happened to be cut. */
function wholeRegisters(seed: number): (register: RegisterField) => bigint {
  const values = new Map<string, bigint>();
  return ({ path, signal: { width } }) => {
    let value = values.get(path);
    if (value === undefined) {
      value = randomBits(generator(path, seed), width);
      values.set(path, value);
    }
    return value;
  };
}

function randomiseMemory(view: DataView, { path, memory, address, wordBytes }: FlatMemory, seed: number): void {
  const next = generator(path, seed);
  const { width, depth } = memory;
  const words = wordBytes >= 4 ? wordBytes / 4 : 1;
  const topMask = width % 32 === 0 && wordBytes >= 4 ? 0xffffffff : 2 ** (width % 32) - 1;
  const top = Math.ceil(width / 32) - 1;
  for (let i = 0; i < depth; i++) {
    const at = address + i * wordBytes;
    if (wordBytes === 1) {
      view.setUint8(at, next() & topMask);
    } else if (wordBytes === 2) {
      view.setUint16(at, next() & topMask, true);
    } else {
      for (let word = 0; word < words; word++) {
        const bits = word > top ? 0 : next() & (word === top ? topMask : 0xffffffff);
        view.setUint32(at + 4 * word, bits, true);
      }
    }
  }
}

function randomBits(next: () => number, width: number): bigint {
  let value = 0n;
  for (let low = 0; low < width; low += 32) {
    value |= BigInt(next()) << BigInt(low);
  }
  return BigInt.asUintN(width, value);
}

/** Numbers of 32 bits for one place of the design: splitmix32, from an FNV-1a hash of its path and the seed. */
function generator(path: string, seed: number): () => number {
  let state = 0x811c9dc5 ^ Math.imul(seed + 1, 0x9e3779b1);
  for (let i = 0; i < path.length; i++) {
    state = Math.imul(state ^ path.charCodeAt(i), 0x01000193);
  }
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
}
