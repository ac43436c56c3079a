import { cat, type In, insts, named, type UInt, type UIntVar } from '@chisel-lite/hdl';
import { OUTPUT_BITS } from '../head/top-k.ts';
import { type Capabilities, controlRegisters, LOCKED_REGISTERS } from './registers.ts';
import { connectLocked, type Lite } from './window-lock.ts';

/** The registers on their bus: those of the memory window are locked where software says so. */
export function control(capabilities: Capabilities, bus: In<Lite>) {
  const table = controlRegisters(capabilities);
  const { u_registers } = insts({ u_registers: table.module });
  const lockable = table.registers.filter(({ name }) => LOCKED_REGISTERS.includes(name));
  connectLocked(
    u_registers.s_axi,
    bus,
    lockable.map(({ offset }) => offset),
    u_registers.window_lock_locked.bit(0),
  );
  return {
    table,
    registers: u_registers,
    /** The same by computed name. */
    byName: u_registers as unknown as Readonly<Record<string, UIntVar<number>>>,
  };
}

export type Control = ReturnType<typeof control>;

/** The command that is staged in the registers. Of its reserved bits it is enough to know that one is set. */
export function stagedCommand({ table, registers, byName }: Control) {
  const { reserved } = named({
    reserved: table.registers
      .filter((each) => 'fields' in each && each.fields?.some(({ name }) => name === 'reserved'))
      .map(({ name }) => byName[`${name}_reserved`].orR())
      .reduce((a, b) => a.or(b)),
  });
  return {
    groups: registers.command_shape_groups.fit(16),
    blocks: registers.command_shape_blocks.fit(16),
    operation: registers.command_flags_operation.fit(4),
    format: registers.command_flags_format.fit(4),
    tokens: registers.command_flags_tokens.fit(4),
    reuse: registers.command_flags_reuse.fit(1),
    interrupt: registers.command_flags_interrupt.fit(1),
    top: registers.command_flags_top.fit(1),
    outputs: registers.command_outputs_count.fit(OUTPUT_BITS),
    position: registers.command_position_first.fit(16),
    in_list: 0,
    to_vector: 0,
    only_check: 0,
    reserved,
    weights_0: wide(registers.weights_0_high_bits, registers.weights_0_low),
    weights_1: wide(registers.weights_1_high_bits, registers.weights_1_low),
    weights_2: wide(registers.weights_2_high_bits, registers.weights_2_low),
    weights_3: wide(registers.weights_3_high_bits, registers.weights_3_low),
    activations: wide(registers.activations_high_bits, registers.activations_low),
    results: wide(registers.results_high_bits, registers.results_low),
  } as const;
}

const wide = (high: UInt<number>, low: UInt<number>): UInt<40> => cat(high, low).fit(40);
