import { codes, registerFile } from '@chisel-lite/hdl';
import { FORMAT, MAX_BLOCKS, MAX_GROUPS, OPERATION } from '../parameters.ts';

/** "MMAC", so that a driver knows whom it talks to. */
export const IDENTIFICATION = 0x4d4d4143;
/** Major in the upper half: raised when software must change. */
export const VERSION = 0x0001_0006;
/** Commands that wait for their turn. */
export const QUEUE_DEPTH = 8;
export const CONTROL_ADDRESS_BITS = 12;

/** Why a command was refused or stopped, by name: its code in `error.code` (0 is none), and what is wrong then. */
export const ERRORS = {
  groups: [1, 'K / 64 is 0, or more than the activation buffer holds'],
  blocks: [2, `N / 32 is 0 or more than ${MAX_BLOCKS}`],
  format: [3, 'no such weight format'],
  tokens: [4, 'more activation vectors than this build takes at once'],
  alignment: [5, 'an address is not a multiple of 16 bytes (results: 128 bytes)'],
  window: [6, 'a region is not wholly inside `window_first` … `window_last`'],
  reuse: [7, 'reuse of activations that were not loaded, or are of another size'],
  overflow: [8, 'a command was pushed into a full queue'],
  read: [9, 'a read was answered with an error'],
  write: [10, 'a write was answered with an error'],
  operation: [11, 'no such operation in this build'],
  reserved: [12, 'a bit that must be 0 is not'],
  record: [13, 'a record of a list is of no known kind, or says what cannot be'],
  bounds: [14, 'a record leaves the vector memory, the scalars, or the place of what it appends'],
  stalled: [15, 'a list waits for something that does not come'],
} as const satisfies Readonly<Record<string, readonly [code: number, meaning: string]>>;

/** The codes of `ERRORS`. */
export const ERROR = Object.fromEntries(Object.entries(ERRORS).map(([name, [code]]) => [name, code])) as {
  readonly [N in keyof typeof ERRORS]: (typeof ERRORS)[N][0];
};
/** The same for the hardware. */
export const ERROR_CODE = codes('error', ERROR);

/**
 * Places of an error, `error.place`: channels of weights, what else a command reads and writes, its list, and what
 * records of it do.
 */
export const PLACES = {
  weights_0: 0,
  weights_1: 1,
  weights_2: 2,
  weights_3: 3,
  activations: 4,
  results: 5,
  list: 6,
  vector: 7,
} as const;

/** Answers of AXI by their code, `error.response`. */
const RESPONSES = { OKAY: 0, EXOKAY: 1, SLVERR: 2, DECERR: 3 } as const;

/** AxCACHE of every burst unless software says otherwise: normal memory, non-cacheable, bufferable. */
export const DEFAULT_CACHE = 0b0011;

/** Registers that cannot be written any more once `window_lock.locked` is 1. */
export const LOCKED_REGISTERS: readonly string[] = ['window_first', 'window_last', 'window_lock'];

/** What a build can do; constants that the driver reads. */
export interface Capabilities {
  readonly tokens: number;
  readonly engine: 'fused' | 'fp32';
  readonly results?: 'memory' | 'stream';
  readonly lists?: boolean;
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
 * The registers of the accelerator, from which the Verilog, docs/registers.md and the driver's map
 * (sw/driver/registers.ts) are made. A command is staged in the `command_*` registers and queued by writing 1 to
 * `push`.
 */
export const controlRegisters = ({ tokens, engine, results = 'memory', lists = false }: Capabilities) =>
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
            name: 'lists',
            bits: 6,
            access: 'constant',
            reset: lists ? 1 : 0,
            description: '1: it works through command lists',
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
          { name: 'code', bits: [3, 0], access: 'ro', values: ERROR, description: '0: none; else' },
          {
            name: 'place',
            bits: [6, 4],
            access: 'ro',
            values: PLACES,
            description: 'where',
          },
          { name: 'response', bits: [9, 8], access: 'ro', values: RESPONSES, description: 'AXI response' },
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
        name: 'window_lock',
        offset: 0x38,
        description:
          'once it is 1, this register and the window keep their values until `aresetn`; `control.restart` does not change that',
        fields: [{ name: 'locked', bits: 0, access: 'rw', description: 'the window is locked' }],
      },
      {
        name: 'axi_cache',
        offset: 0x3c,
        description:
          'what bursts say of the memory; a new value holds from the moment at which nothing is queued or running',
        fields: [
          { name: 'read', bits: [3, 0], access: 'rw', reset: DEFAULT_CACHE, description: 'ARCACHE of the four ports' },
          { name: 'write', bits: [7, 4], access: 'rw', reset: DEFAULT_CACHE, description: 'AWCACHE of port 0' },
        ],
      },
      {
        name: 'command_shape',
        offset: 0x40,
        description: 'size of the matrix',
        fields: [
          {
            name: 'groups',
            bits: [15, 0],
            access: 'rw',
            description: 'K / 64, rounded up; of a list that runs again: its passes at most, minus one',
          },
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
            description: 'of each vector write only the list of its 64 largest results (512 bytes)',
          },
          reserved([27, 11]),
          { name: 'operation', bits: [31, 28], access: 'rw', values: OPERATION, description: 'what is computed' },
        ],
      },
      ...address('weights_0', 0x48, 'weights of channel 0; bits 17:0 of a list: the token of its first pass'),
      ...address('weights_1', 0x50, 'weights of channel 1'),
      ...address('weights_2', 0x58, 'weights of channel 2'),
      ...address('weights_3', 0x60, 'weights of channel 3'),
      ...address('activations', 0x68, 'activation vectors, rows of K float32 filled with zeros to a multiple of 64'),
      ...address(
        'results',
        0x70,
        'results, rows of N float32 filled to a multiple of 32, or the list; a multiple of 128 bytes',
      ),
      {
        name: 'push',
        offset: 0x78,
        description: 'queues the staged command',
        fields: [{ name: 'command', bits: 0, access: 'pulse', description: 'queue it' }],
      },
      {
        name: 'command_outputs',
        offset: 0x7c,
        description: 'with `top`: results from this one on are padding',
        fields: [{ name: 'count', bits: [18, 0], access: 'rw', description: 'N' }, reserved([31, 19])],
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
      {
        name: 'command_position',
        offset: 0xa4,
        description: 'with operation 1: the position of the first token',
        fields: [{ name: 'first', bits: [15, 0], access: 'rw', description: 'P' }, reserved([31, 16])],
      },
      {
        name: 'error_record',
        offset: 0xa8,
        description: 'the record of a list that was at hand when the error came',
        fields: [{ name: 'number', bits: [17, 0], access: 'ro', description: 'from 0' }],
      },
    ],
    {
      addressBits: CONTROL_ADDRESS_BITS,
      title: 'Registers',
      moduleName: ['control_registers', `t${tokens}`, engine, results, ...(lists ? ['list'] : [])]
        .filter((part) => part !== 'fused' && part !== 'memory')
        .join('_'),
    },
  );
