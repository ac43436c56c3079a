import type { MatrixFormat } from 'macromac/port/layout.ts';

/** What a strip of a channel's stream is (design §4), and where its weights belong. */
export interface Strip {
  readonly kind: 'zeros' | 'scales' | 'weights';
  readonly format: MatrixFormat;
  readonly group: number;
  readonly block: number;
  /** Beat of four inputs of the vector that its weights meet; 0 where it holds none. */
  readonly beat: number;
  /** First, last weight strip of its group. */
  readonly first: boolean;
  readonly last: boolean;
  /** An INT8 strip with the upper two of the beat's four inputs. */
  readonly upper: boolean;
  readonly firstGroup: boolean;
  readonly lastGroup: boolean;
}

/** The strips of one channel of a matrix, in order: the format's definition and nothing of the hardware. */
export function stripsOf(format: MatrixFormat, groups: number, blocks: number): Strip[] {
  const strips: Strip[] = [];
  const perBeat = format === 'int8-macro' ? 2 : 1;
  for (let macro = 0; macro < groups * blocks; macro++) {
    const [block, group] = [Math.floor(macro / groups), macro % groups];
    const about = { format, group, block, firstGroup: group === 0, lastGroup: group === groups - 1 };
    const none = { beat: 0, first: false, last: false, upper: false };
    if (format === 'awq-macro' || (format === 'awq-macro-dense' && macro % 4 === 0)) {
      strips.push({ ...about, ...none, kind: 'zeros' });
    }
    strips.push({ ...about, ...none, kind: 'scales' });
    for (let i = 0; i < 16 * perBeat; i++) {
      const beat = 16 * group + Math.floor(i / perBeat);
      const [first, last] = [i === 0, i === 16 * perBeat - 1];
      strips.push({ ...about, kind: 'weights', beat, first, last, upper: perBeat === 2 && i % 2 === 1 });
    }
  }
  return strips;
}

/** The control pins of a unit that takes strips; none: no strip in this cycle. */
export function controlPins(strip: Strip | undefined, tokens = 1, poisoned = 0): Record<string, number | boolean> {
  return {
    control_zeros: strip?.kind === 'zeros',
    control_scales: strip?.kind === 'scales',
    control_weights: strip?.kind === 'weights',
    control_last: strip?.last ?? false,
    ...(strip && {
      control_first: strip.first,
      control_dense: strip.format === 'awq-macro-dense',
      control_int8: strip.format === 'int8-macro',
      control_upper: strip.upper,
      control_first_group: strip.firstGroup,
      control_last_group: strip.lastGroup,
      control_tokens: tokens - 1,
      control_poisoned: poisoned,
    }),
  };
}

export const FORMATS = ['awq-macro', 'awq-macro-dense', 'int8-macro'] as const;
