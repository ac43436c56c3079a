import type { ListPlan } from '../port/accelerator.ts';
import type { MatrixFormat, MatrixLayout } from '../port/layout.ts';
import { packFields } from './fields.ts';
import { control_registers as MAP } from './registers.ts';

/** A command as the driver plans it; addresses are physical, in bytes. */
export interface CommandPlan {
  readonly layout: MatrixLayout;
  /** Activation vectors, 1 to T. */
  readonly tokens: number;
  /** Take the activations of the command before. */
  readonly reuse: boolean;
  /** Raise `interrupt.done` at the end. */
  readonly interrupt: boolean;
  /** Write the largest results only. */
  readonly top: boolean;
  /** A region a channel. */
  readonly weights: readonly number[];
  readonly activations: number;
  readonly results: number;
}

const { format: FORMAT, operation: OPERATION } = MAP.command_flags.fields;

/** A matrix's format as commands name it. */
export const FORMAT_CODES: Record<MatrixFormat, number> = {
  'awq-macro': FORMAT.values.macro,
  'awq-macro-dense': FORMAT.values.dense,
  'int8-macro': FORMAT.values.int8,
};

type AddressName = 'weights_0' | 'weights_1' | 'weights_2' | 'weights_3' | 'activations' | 'results';
type CommandRegister =
  | 'command_shape'
  | 'command_flags'
  | 'command_outputs'
  | 'command_position'
  | `${AddressName}_low`
  | `${AddressName}_high`;

const ADDRESS_NAMES: readonly AddressName[] = [
  'weights_0',
  'weights_1',
  'weights_2',
  'weights_3',
  'activations',
  'results',
];

/** The words that stage a list, by register; it raises `interrupt.done` at its end. */
export function listRegisters({
  address,
  records,
  position,
  passes,
  token = 0,
}: ListPlan): [CommandRegister, number][] {
  return [
    ['command_flags', packFields('command_flags', { interrupt: 1, operation: OPERATION.values.list })],
    ['command_outputs', packFields('command_outputs', { count: records })],
    ['command_position', packFields('command_position', { first: position })],
    ['activations_low', address % 2 ** 32],
    ['activations_high', packFields('activations_high', { bits: Math.floor(address / 2 ** 32) })],
    ...(passes === undefined ? [] : againRegisters(passes, token)),
  ];
}

const againRegisters = (passes: number, token: number): [CommandRegister, number][] => [
  ['command_shape', packFields('command_shape', { groups: passes - 1 })],
  ['weights_0_low', token],
];

/** The words that stage a command, by register. */
export function commandRegisters(plan: CommandPlan): [CommandRegister, number][] {
  const { layout, tokens, reuse, interrupt, top, weights, activations, results } = plan;
  const addresses = [...weights, activations, results];
  return [
    ['command_shape', packFields('command_shape', { groups: layout.groups, blocks: layout.blocks })],
    [
      'command_flags',
      packFields('command_flags', {
        format: FORMAT_CODES[layout.format],
        tokens: tokens - 1,
        reuse: Number(reuse),
        interrupt: Number(interrupt),
        top: Number(top),
        operation: OPERATION.values.matmul,
      }),
    ],
    // Outputs from N on are padding, and must not be listed.
    ...(top
      ? [['command_outputs', packFields('command_outputs', { count: layout.n })] as [CommandRegister, number]]
      : []),
    ...ADDRESS_NAMES.flatMap((name, i): [CommandRegister, number][] => [
      [`${name}_low`, addresses[i] % 2 ** 32],
      [`${name}_high`, packFields(`${name}_high`, { bits: Math.floor(addresses[i] / 2 ** 32) })],
    ]),
  ];
}
