import type { MatrixFormat } from '../port/layout.ts';
import { TABLE_I } from './processor.ts';
import type { DecodeReport, PerfReport } from './report.ts';

/** The paper's token: 5.1 tokens/s. */
const PAPER_TOKENS_PER_SECOND = 5.1;
/** Layers of Qwen2.5-0.5B, and weights in its quantised matrices and in its LM head (design §3). */
const PAPER = { layers: 24, weights: 357_826_560, head: 136_134_656 };
/** The paper's ports: 4 × 16 bytes at 200 MHz [GB/s]. */
const PAPER_BANDWIDTH = 12.8;
/** Bytes of a weight in AWQ_MACRO, 4.5 bits. */
const BYTES_A_WEIGHT = 4.5 / 8;
/**
 * FP16 LM head on the A53s [ms]: not in the paper. Inferred from Table I's products, 14,650 to 15,453 µs for a
 * layer's 14.9 M weights on the processor, down to what its memory bandwidth allows (design §3). The lower end is used,
 * which leaves more unexplained.
 */
const HEAD_ON_PROCESSOR = { low: 98, high: 145 };

const HEAD_NAMES: Record<MatrixFormat, string> = {
  'awq-macro': 'INT4',
  'awq-macro-dense': 'INT4 dense',
  'int8-macro': 'INT8',
};

export interface Step {
  readonly name: string;
  /** Added to the time of a token by this step [ms]; negative where it saves. */
  readonly change: number;
  /** Time of a token after it. */
  readonly total: number;
  readonly source: string;
  /** Not a saving of ours: time that the paper's token has and nobody can account for. */
  readonly isUnexplained: boolean;
}

/** The known parts of the paper's token, and what remains [ms]. */
export function paperParts(): { readonly name: string; readonly milliseconds: number; readonly source: string }[] {
  const total = 1000 / PAPER_TOKENS_PER_SECOND;
  const weights = (PAPER.weights * BYTES_A_WEIGHT) / (PAPER_BANDWIDTH * 1e6);
  const rows = Object.values(TABLE_I).reduce<number>((a, b) => a + b, 0);
  const nonLinear = (PAPER.layers * rows) / 1e3;
  const parts = [
    { name: 'weight streaming, 24 layers', milliseconds: weights, source: '201 MB at 12.8 GB/s' },
    { name: 'non-linear work on the A53s', milliseconds: nonLinear, source: `Table I: ${rows} µs a layer` },
    {
      name: 'FP16 LM head on the A53s',
      milliseconds: HEAD_ON_PROCESSOR.low,
      source: `inferred, ${HEAD_ON_PROCESSOR.low} to ${HEAD_ON_PROCESSOR.high} ms; the lower end`,
    },
  ];
  const known = parts.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return [...parts, { name: 'unexplained', milliseconds: total - known, source: 'attention, offload, anything else' }];
}

/** From the paper's token to ours, part by part. Only for the shape, and the simulated figures, of `report`. */
export function waterfall({ megahertz, ddr, context, prices }: PerfReport, decode: DecodeReport): Step[] {
  const [weights, nonLinear, head, unexplained] = paperParts();
  const { layers, lmHead, processor } = decode;
  const simulated = `simulated: ${megahertz} MHz, memory model ${ddr}`;
  const steps: Step[] = [];
  let total = 1000 / PAPER_TOKENS_PER_SECOND;
  const step = (name: string, change: number, source: string, isUnexplained = false) => {
    total += change;
    steps.push({ name, change, total, source, isUnexplained });
  };
  step('paper', 0, 'arXiv 2504.17376, 5.1 tokens/s');
  step('LM head leaves the A53s', -head.milliseconds, head.source);
  step(`${HEAD_NAMES[decode.head]} head on the PL`, lmHead, simulated);
  step(
    'unexplained remainder',
    -unexplained.milliseconds,
    'nobody knows what it is; our design has attention and commands in its place',
    true,
  );
  step('attention on the A53s', processor.attention, `priced: context ${context}, ${prices.attentionGmacs} GMAC/s`);
  step('commands', processor.commands, `priced: ${prices.command} µs each`);
  step('weight streaming as simulated', layers - weights.milliseconds, `${simulated}; paper's ideal is the start`);
  step('non-linear work, as before', processor.nonLinear - nonLinear.milliseconds, 'priced: Table I');
  return steps;
}
