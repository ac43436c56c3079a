import { registerFile } from '@chisel-lite/hdl';
import { FORMAT, MAX_GROUPS, OPERATION } from '../parameters.ts';

/** "MMAC", so that a driver knows whom it talks to. */
export const IDENTIFICATION = 0x4d4d4143;
/** Major in the upper half: raised when software must change. */
export const VERSION = 0x0001_0003;
/** Commands that wait for their turn. */
export const QUEUE_DEPTH = 8;
export const CONTROL_ADDRESS_BITS = 12;

/** Why a command was refused or stopped; 0 is none. */
export const ERROR = {
  groups: 1,
  blocks: 2,
  format: 3,
  tokens: 4,
  alignment: 5,
  window: 6,
  reuse: 7,
  overflow: 8,
  read: 9,
  write: 10,
  operation: 11,
  reserved: 12,
} as const;

/** What a build can do; constants that the driver reads. */
export interface Capabilities {
  readonly tokens: number;
  readonly engine: 'fused' | 'fp32';
  readonly results?: 'memory' | 'stream';
}

/** Bits of a command that have no meaning yet; they are kept, so that a command in which one is set can be refused. */
const reserved = <const B extends readonly [number, number]>(bits: B) =>
  ({ name: 'reserved', bits, access: 'rw', description: 'must be 0' }) as const;

const address = <const N extends string>(name: N, offset: number, what: string) =>
  [
    {
      name: `${name}_low` as `${N}_low`,
      offset,
      description: `${what}: address bits 31:0`,
    },
    {
      name: `${name}_high` as `${N}_high`,
      offset: offset + 4,
      description: `${what}: address bits 39:32`,
      fields: [{ name: 'bits', bits: [7, 0], access: 'rw', description: 'address bits 39:32' }, reserved([31, 8])],
    },
  ] as const;

/** A counter that the hardware keeps and `control.clear_counters` zeroes. */
const counter = <const N extends string>(name: N, offset: number, description: string) =>
  ({ name, offset, access: 'ro', description }) as const;

/**
 * The registers of the accelerator, from which the Verilog, docs/registers.md and the driver's map (sw/accel/registers.ts) are made.
 * A command is staged in the `command_*` registers and queued by writing 1 to `push`.
 */
export const controlRegisters = ({ tokens, engine, results = 'memory' }: Capabilities) =>
  registerFile(
    'control_registers',
    [
      { name: 'identification', offset: 0x00, access: 'constant', reset: IDENTIFICATION, description: '"MMAC"' },
      { name: 'version', offset: 0x04, access: 'constant', reset: VERSION, description: 'major 31:16, minor 15:0' },
      {
        name: 'capabilities',
        offset: 0x08,
        description: 'what this build can do',
        fields: [
          {
            name: 'tokens',
            bits: [3, 0],
            access: 'constant',
            reset: tokens,
            description: 'T: activation vectors a pass',
          },
          {
            name: 'engine',
            bits: 4,
            access: 'constant',
            reset: engine === 'fused' ? 0 : 1,
            description: '0 fused, 1 fp32',
          },
          {
            name: 'results',
            bits: 5,
            access: 'constant',
            reset: results === 'memory' ? 0 : 1,
            description: '0 written to memory, 1 out of m_axis_y',
          },
          {
            name: 'queue',
            bits: [11, 8],
            access: 'constant',
            reset: QUEUE_DEPTH,
            description: 'commands the queue holds',
          },
          { name: 'groups', bits: [23, 16], access: 'constant', reset: MAX_GROUPS, description: 'largest K / 64' },
        ],
      },
      {
        name: 'control',
        offset: 0x10,
        description: 'acts once',
        fields: [
          {
            name: 'restart',
            bits: 0,
            access: 'pulse',
            description: 'stop, drop all commands, clear the error; `status.busy` falls when it is done',
          },
          { name: 'clear_counters', bits: 1, access: 'pulse', description: 'zero the performance counters' },
        ],
      },
      {
        name: 'status',
        offset: 0x14,
        description: 'state',
        fields: [
          {
            name: 'busy',
            bits: 0,
            access: 'ro',
            description: 'a command is queued or running, or a stop is under way',
          },
          { name: 'stopped', bits: 1, access: 'ro', description: 'an error stopped it; `restart` starts it again' },
          { name: 'queued', bits: [7, 4], access: 'ro', description: 'commands in the queue' },
        ],
      },
      {
        name: 'interrupt',
        offset: 0x18,
        description: 'events; the interrupt line is their OR, where enabled',
        fields: [
          { name: 'done', bits: 0, access: 'w1c', description: 'a command with its interrupt flag has ended' },
          { name: 'error', bits: 1, access: 'w1c', description: 'an error stopped the accelerator' },
        ],
      },
      {
        name: 'interrupt_enable',
        offset: 0x1c,
        description: 'which events raise the interrupt line',
        fields: [{ name: 'mask', bits: [1, 0], access: 'rw', description: 'bit by bit as in `interrupt`' }],
      },
      { name: 'completed', offset: 0x20, access: 'ro', description: 'commands ended since reset or restart' },
      {
        name: 'error',
        offset: 0x24,
        description: 'the first error since reset or restart',
        fields: [
          { name: 'code', bits: [3, 0], access: 'ro', description: 'see the error codes; 0: none' },
          {
            name: 'place',
            bits: [6, 4],
            access: 'ro',
            description: 'channel 0-3 of weights, 4 activations, 5 results',
          },
          { name: 'response', bits: [9, 8], access: 'ro', description: 'AXI response: 2 SLVERR, 3 DECERR' },
        ],
      },
      {
        name: 'error_address_low',
        offset: 0x28,
        access: 'ro',
        description: 'address of the burst that failed, bits 31:0',
      },
      {
        name: 'error_address_high',
        offset: 0x2c,
        description: 'address of the burst that failed, bits 39:32',
        fields: [{ name: 'bits', bits: [7, 0], access: 'ro', description: 'address bits 39:32' }],
      },
      {
        name: 'window_first',
        offset: 0x30,
        description: 'lowest 4 KiB page that commands may touch',
        fields: [{ name: 'page', bits: [27, 0], access: 'rw', reset: 0, description: 'address bits 39:12' }],
      },
      {
        name: 'window_last',
        offset: 0x34,
        description: 'highest 4 KiB page that commands may touch',
        fields: [{ name: 'page', bits: [27, 0], access: 'rw', reset: 0xfffffff, description: 'address bits 39:12' }],
      },
      {
        name: 'command_shape',
        offset: 0x40,
        description: 'size of the matrix',
        fields: [
          { name: 'groups', bits: [15, 0], access: 'rw', description: 'K / 64, rounded up' },
          { name: 'blocks', bits: [31, 16], access: 'rw', description: 'N / 32, rounded up' },
        ],
      },
      {
        name: 'command_flags',
        offset: 0x44,
        description: 'what to do with it',
        fields: [
          {
            name: 'format',
            bits: [3, 0],
            access: 'rw',
            values: FORMAT,
            description: 'format of the weights',
          },
          { name: 'tokens', bits: [7, 4], access: 'rw', description: 'activation vectors, minus one' },
          { name: 'reuse', bits: 8, access: 'rw', description: 'activations of the command before' },
          { name: 'interrupt', bits: 9, access: 'rw', description: 'set `interrupt.done` at the end' },
          {
            name: 'top',
            bits: 10,
            access: 'rw',
            description: 'write only the 64 largest results, as {value, index} pairs in falling order; one vector only',
          },
          reserved([27, 11]),
          { name: 'operation', bits: [31, 28], access: 'rw', values: OPERATION, description: 'what is computed' },
        ],
      },
      ...address('weights_0', 0x48, 'weights of channel 0'),
      ...address('weights_1', 0x50, 'weights of channel 1'),
      ...address('weights_2', 0x58, 'weights of channel 2'),
      ...address('weights_3', 0x60, 'weights of channel 3'),
      ...address('activations', 0x68, 'activation vectors, T × K float32'),
      ...address('results', 0x70, 'results, T × N float32, a multiple of 128 bytes'),
      {
        name: 'command_outputs',
        offset: 0x7c,
        description: 'with `top`: results from this one on are padding',
        fields: [{ name: 'count', bits: [18, 0], access: 'rw', description: 'N' }, reserved([31, 19])],
      },
      {
        name: 'push',
        offset: 0x78,
        description: 'queues the staged command',
        fields: [{ name: 'command', bits: 0, access: 'pulse', description: 'queue it' }],
      },
      counter('cycles_busy', 0x80, 'cycles with a command queued or running'),
      counter('cycles_streaming', 0x84, 'cycles from the first strip of a queue of commands to the last'),
      counter('beats', 0x88, 'cycles in which a strip of each channel was taken'),
      counter('back_pressured', 0x8c, 'cycles in which strips were there, but no room for results'),
      counter('starved_0', 0x90, 'cycles in which the core waited for channel 0'),
      counter('starved_1', 0x94, 'cycles in which the core waited for channel 1'),
      counter('starved_2', 0x98, 'cycles in which the core waited for channel 2'),
      counter('starved_3', 0x9c, 'cycles in which the core waited for channel 3'),
      counter('starved_x', 0xa0, 'cycles in which the core waited for activations'),
    ],
    { addressBits: CONTROL_ADDRESS_BITS, title: 'Registers' },
  );
