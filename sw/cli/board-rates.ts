import { UsageError } from '../errors.ts';
import type { PlannedTensor } from '../import/convert.ts';
import { type Architecture, tensorBytes } from '../model/schema.ts';
import { shapeOf } from '../perf/shapes.ts';
import type { WeightFormats } from '../perf/token-model.ts';
import { type TokenSettings, tokenReport } from '../perf/token-report.ts';
import type { AcceleratorCacheKind } from '../port/kv-cache.ts';
import { MATRIX_FORMATS, type MatrixFormat } from '../port/layout.ts';
import { matrixNames } from '../quant/int8-choice.ts';
import type { ProgressLine } from './progress.ts';

/** What is simulated where a command is asked for tokens a second on the board. */
const BOARD = { tokens: 4, context: 256, megahertz: 200, ddr: 'kv260', prefill: false } as const;

/** Tokens a second that the board decodes, simulated: its clock 200 MHz, 256 positions, four vectors a pass. */
export async function boardRate(
  model: Pick<TokenSettings, 'shape' | 'weights' | 'head' | 'model'>,
  keys: AcceleratorCacheKind,
  progress: (message: string) => void,
): Promise<number> {
  const { token } = await tokenReport({ ...model, ...BOARD, keys, progress });
  return token.tokensPerSecond;
}

/** Rates of a model that is still to be written, by which of its matrices are INT8. */
export interface BoardRates {
  rate(int8: readonly string[]): Promise<number>;
  /** Bytes by which INT8 may make the model larger at that rate, taking time to go by bytes. */
  spare(tokensPerSecond: number): Promise<number>;
}

/** `planned` has every matrix of the decoder layers in INT4. */
export function boardRates(
  architecture: Architecture,
  planned: readonly PlannedTensor[],
  progress: ProgressLine,
): BoardRates {
  const kinds = new Map(planned.map(({ name, kind }) => [name, kind]));
  const names = matrixNames(architecture.layers);
  const formatOf = (tensor: string): MatrixFormat => {
    const kind = kinds.get(tensor);
    const format = MATRIX_FORMATS.find((each) => each === kind);
    if (!format) {
      throw new UsageError(`--tokens-per-second: ${tensor} is ${kind}, which the accelerator does not multiply`);
    }
    return format;
  };
  const shape = shapeOf('model', architecture);
  const head = formatOf(kinds.has('lm_head.weight') ? 'lm_head.weight' : 'embedding.weight');
  const rate = (int8: readonly string[]): Promise<number> => {
    const isLarge = new Set(int8);
    const weights: WeightFormats = (name) => (isLarge.has(name) ? 'int8-macro' : formatOf(`${name}.weight`));
    return boardRate({ shape, weights, head }, 'k16v8', (message) =>
      progress.update(`token with ${int8.length} matrices in INT8: ${message}`),
    );
  };
  return {
    rate,
    async spare(wanted) {
      const [small, large] = [await rate([]), await rate(names)];
      if (wanted > small) {
        throw new UsageError(
          `--tokens-per-second ${wanted}: with every matrix in INT4 it is ${small.toFixed(1)}, simulated`,
        );
      }
      const extra = planned
        .filter(({ name }) => names.includes(name.replace(/\.weight$/, '')))
        .reduce((sum, { shape: each, bytes }) => sum + tensorBytes('int8-macro', each) - bytes, 0);
      const share = (1 / wanted - 1 / small) / (1 / large - 1 / small);
      return Math.min(share, 1) * extra;
    },
  };
}
