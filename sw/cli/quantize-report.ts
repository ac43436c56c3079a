import type { GroupSize } from '../model/round-to-nearest.ts';
import type { Sensitivity } from '../quant/mixed-precision.ts';
import { type LayerReport, METHODS, type Method, type OutputErrors } from '../quant/quantize-layer.ts';
import { LINEAR_NAMES } from '../quant/sequence-model.ts';
import { megabytes } from './format.ts';

export const QUANTIZE_METHODS = ['rtn', 'awq', 'gptq', 'awq+gptq', 'auto'] as const;
export type QuantizeMethod = (typeof QUANTIZE_METHODS)[number];

/** A model with every matrix in INT4: by what its decoder layers, and its LM head if it is INT4, were made. */
export interface ComparedBase {
  readonly method: Method;
  readonly head?: Method;
  /** Of held-out text. */
  readonly perplexity: number;
}

/** Which matrices an automatic choice left in INT4, and what each would have cost. */
export interface MixedReport {
  /**
   * What the matrices in INT4 were made by: of what was compared, that with the least perplexity of held-out text, all
   * in INT4.
   */
  readonly base: Method;
  /** The same of the LM head, where it is INT4. */
  readonly head?: Method;
  readonly compared: readonly ComparedBase[];
  readonly budget_bytes: number;
  /** Simulated, where that was the budget. */
  readonly board_tokens_per_second: number | null;
  /** Tokens that divergences were measured on. */
  readonly probe: { readonly samples: number; readonly length: number };
  readonly int8: readonly string[];
  readonly sensitivities: readonly Sensitivity[];
}

export interface QuantizeReport {
  readonly out: string;
  readonly method: QuantizeMethod;
  readonly group_size: GroupSize;
  readonly int8: readonly string[];
  readonly calibration: { readonly samples: number; readonly length: number };
  readonly bytes: { readonly before: number; readonly after: number };
  /** Of all that is read for a token: linear layers and LM head. */
  readonly bits: number;
  /** Of the held-out samples; null where there are none. */
  readonly perplexity: { readonly before: number; readonly after: number; readonly samples: number } | null;
  readonly mixed: MixedReport | null;
  /** Empty for rounding to nearest. */
  readonly layers: readonly LayerReport[];
}

/**
 * What an automatic choice of precisions is made over: a method, or the better of rounding to nearest and all there is.
 */
export const BASES = ['best', ...METHODS] as const;
export type Base = (typeof BASES)[number];
export const basesOf = (base: Base): readonly Method[] => (base === 'best' ? ['awq+gptq', 'rtn'] : [base]);

export function formatReport(report: QuantizeReport): string {
  const { out, method, group_size, bytes, bits, perplexity: quality, layers, mixed } = report;
  const size = `${megabytes(bytes.before)} → ${megabytes(bytes.after)}, ${bits.toFixed(3)} bits a weight read`;
  const lines = [`${out}: ${method}, g${group_size}, ${size}`];
  if (quality) {
    const change = ((quality.after / quality.before - 1) * 100).toFixed(2);
    lines.push(
      `perplexity of ${quality.samples} held-out samples: ${quality.before.toFixed(3)} → ${quality.after.toFixed(3)} (${change} %)`,
    );
  }
  if (mixed) {
    lines.push('', ...mixedLines(mixed));
  }
  const [first] = layers;
  if (first) {
    const where = first.heldOut ? 'on held-out text' : 'on the calibration text';
    lines.push('', `error of outputs / their power ${where}, % (rounding to nearest → ${method})`);
    lines.push(...errorLines(layers.map(({ heldOut, errors }) => heldOut ?? errors)));
  }
  return `${lines.join('\n')}\n`;
}

function errorLines(layers: readonly OutputErrors[]): string[] {
  const head = ['layer', ...LINEAR_NAMES.map((name) => name.split('.')[1].padStart(13))].join(' ');
  const rows = layers.map((errors, l) => {
    const cells = LINEAR_NAMES.map((name) => {
      const { roundToNearest, quantized } = errors[name];
      return `${(100 * roundToNearest).toFixed(2)} → ${(100 * quantized).toFixed(2)}`.padStart(13);
    });
    return [String(l).padStart(5), ...cells].join(' ');
  });
  return [head, ...rows];
}

/** The table of precisions: a row a layer, a cell a matrix. */
function mixedLines(mixed: MixedReport): string[] {
  const { base, head, compared, int8, sensitivities, probe, board_tokens_per_second: rate } = mixed;
  const byName = new Map(sensitivities.map((each) => [each.name, each]));
  const layers = sensitivities.length / LINEAR_NAMES.length;
  const rows = Array.from({ length: layers }, (_, l) => {
    const cells = LINEAR_NAMES.map((name) => {
      const { divergence, name: matrix } = byName.get(`layers.${l}.${name}`)!;
      const mark = int8.includes(matrix) ? '*' : ' ';
      return `${(1e3 * divergence.mean).toFixed(2)} ± ${(1e3 * divergence.standardError).toFixed(2)}${mark}`.padStart(
        15,
      );
    });
    return [String(l).padStart(5), ...cells].join(' ');
  });
  const remaining = sensitivities
    .filter(({ name }) => !int8.includes(name))
    .reduce((sum, { divergence }) => sum + divergence.mean, 0);
  const named = (method: string, of = method) => (of === method ? method : `${method} with the head by ${of}`);
  const bases = compared.map((each) => `${named(each.method, each.head)} ${each.perplexity.toFixed(3)}`);
  return [
    `INT4 by ${named(base, head)}; perplexity of held-out text with every matrix in INT4: ${bases.join(', ')}`,
    `KL divergence of INT4 in one matrix alone, 10⁻³ nats ± standard error over ${probe.samples} × ${probe.length} tokens; * is INT8`,
    ['layer', ...LINEAR_NAMES.map((name) => name.split('.')[1].padStart(15))].join(' '),
    ...rows,
    `${int8.length} of ${sensitivities.length} matrices are INT8; what the others cost, added up: ${(1e3 * remaining).toFixed(1)}·10⁻³ nats`,
    ...(rate === null ? [] : [`${rate.toFixed(1)} tokens/s on the board, simulated at 200 MHz, context 256, T = 4`]),
  ];
}
