import { when } from '../module/control.ts';
import { named, regs } from '../module/declare.ts';
import { cat } from '../signal/functions.ts';
import type { Bool, UInt } from '../signal/interfaces.ts';
import { log2Up } from '../types/literal.ts';
import { uint } from '../types/scalar.ts';
import { nextIndex } from './fifo.ts';

/**
 * Counts 0 … `limit` - 1 and around, a step where `enable` holds. `wraps` is 1 in the cycle of the last step. Registers
 * are named by key: counter({ beat: 16 }, enable).beat.
 */
export function counter<K extends string>(
  limits: Readonly<Record<K, number>>,
  enable: Bool,
): { readonly [N in K]: { readonly value: UInt; readonly wraps: Bool } } {
  const entries = Object.entries<number>(limits).map(([name, limit]) => {
    const { [name]: count } = regs({ [name]: uint(log2Up(limit), 0) });
    const { [`${name}_wraps`]: wraps } = named({ [`${name}_wraps`]: enable.and(count.eq(limit - 1)) });
    when(enable, () => count.set(nextIndex(count, limit)));
    return [name, { value: count, wraps: wraps }] as const;
  });
  return Object.fromEntries(entries) as never;
}

/** A shift register: takes `bit` in at the top where `enable` holds, lowest bit the oldest. */
export function shiftRegister<K extends string>(
  widths: Readonly<Record<K, number>>,
  bit: Bool,
  enable: Bool,
): { readonly [N in K]: UInt } {
  const entries = Object.entries<number>(widths).map(([name, width]) => {
    const { [name]: bits } = regs({ [name]: uint(width) });
    when(enable, () => bits.set(width === 1 ? bit : cat(bit, bits.slice(1, width - 1))));
    return [name, bits] as const;
  });
  return Object.fromEntries(entries) as never;
}
