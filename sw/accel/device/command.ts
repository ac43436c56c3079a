import type { MatrixFormat, MatrixLayout } from '../../model/layout.ts';
import { packFields } from './fields.ts';

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

const FORMAT_CODES: Record<MatrixFormat, number> = { 'awq-macro': 0, 'awq-macro-dense': 1, 'int8-macro': 2 };

type AddressName = 'weights_0' | 'weights_1' | 'weights_2' | 'weights_3' | 'activations' | 'results';
type CommandRegister =
  | 'command_shape'
  | 'command_flags'
  | 'command_outputs'
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
      }),
    ],
    // Outputs from N on are padding, and must not be listed.
    ...(top
      ? [['command_outputs', packFields('command_outputs', { count: layout.n })] as [CommandRegister, number]]
      : []),
    ...ADDRESS_NAMES.flatMap((name, i): [CommandRegister, number][] => [
      [`${name}_low`, addresses[i] % 2 ** 32],
      [`${name}_high`, Math.floor(addresses[i] / 2 ** 32)],
    ]),
  ];
}
