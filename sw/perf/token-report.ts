import { startSimulator } from '../backends/rtl/simulator.ts';
import type { Model } from '../decoder/model.ts';
import type { Accelerator } from '../port/accelerator.ts';
import type { MatrixFormat } from '../port/layout.ts';
import type { KeyKind } from '../program/placement.ts';
import type { Shape } from './shapes.ts';
import { type PassCost, type PassJob, simulatePasses, type TextBefore, type TokenHardware } from './simulate-token.ts';
import { randomModel, type WeightFormats } from './token-model.ts';

/**
 * Processor time of a token that the accelerator makes alone: its embedding row, a register, the sampler [ms] (design
 * §9.4).
 */
export const PROCESSOR_MILLISECONDS = 0.02;
/** What the board's DDR4 could deliver at most [bytes a second]. */
const DDR_PEAK = 19.2e9;
/** Tokens of the prompt that prefill is told for. */
const PROMPT = 256;

export type TokenHead = MatrixFormat | 'fp16' | 'fp32';

export interface TokenSettings extends TokenHardware {
  readonly shape: Shape;
  /** Formats of the layers and of the LM head; a head in floats is the processor's, and not in the figures. */
  readonly weights: WeightFormats;
  readonly head: TokenHead;
  /** The model that is run; without: one of that shape with random weights. */
  readonly model?: {
    readonly open: (accelerator: Accelerator) => Promise<Model>;
    readonly context: number;
    /** What stands in front of the token; without: any values. */
    readonly text?: TextBefore;
  };
  readonly keys: KeyKind;
  /** T. */
  readonly tokens: 1 | 2 | 4 | 8;
  /** Positions that the token attends to, its own included. */
  readonly context: number;
  readonly prefill: boolean;
  readonly progress?: (message: string) => void;
}

export interface TokenReport {
  readonly shape: Shape;
  readonly weights: MatrixFormat | 'mixed';
  readonly head: TokenHead;
  readonly keys: KeyKind;
  readonly tokens: number;
  readonly context: number;
  readonly megahertz: number;
  readonly ddr: TokenHardware['ddr'];
  /** One token, from the start of its list to the last result; times with the processor's. */
  readonly token: {
    readonly cycles: number;
    readonly milliseconds: number;
    readonly tokensPerSecond: number;
    readonly bytes: number;
    readonly shareOfPeak: number;
  };
  /** A prompt in passes of T tokens, no LM head: the mean of its first and its last pass, times their number. */
  readonly prefill?: { readonly tokens: number; readonly cycles: number; readonly tokensPerSecond: number };
}

/**
 * Cycles of a whole token, and of a prompt's passes, through the emitted Verilog: each pass one list, run as on the
 * board.
 */
export async function tokenReport(settings: TokenSettings): Promise<TokenReport> {
  const { shape, weights, head, model, keys, tokens, context, megahertz, ddr, progress } = settings;
  const length = Math.min(PROMPT, model?.context ?? PROMPT);
  const passes = Math.floor(length / tokens);
  const jobs: PassJob[] = [
    { tokens: 1, position: context - 1, wanted: 'top', ...(model?.text && { text: model.text }) },
  ];
  if (settings.prefill) {
    jobs.push({ tokens, position: 0, wanted: 'none' }, { tokens, position: (passes - 1) * tokens, wanted: 'none' });
  }
  const simulator = await startSimulator('system', tokens, { progress });
  const open =
    model?.open ??
    ((accelerator: Accelerator) =>
      randomModel({ shape, weights, head: head as MatrixFormat, context: Math.max(context, PROMPT) }, accelerator));
  const [token, first, last] = await simulatePasses(simulator, { megahertz, ddr }, open, keys, jobs, progress);
  const milliseconds = token.cycles / (1000 * megahertz) + PROCESSOR_MILLISECONDS;
  return {
    shape,
    weights: typeof weights === 'string' ? weights : 'mixed',
    head,
    keys,
    tokens,
    context,
    megahertz,
    ddr,
    token: {
      cycles: token.cycles,
      milliseconds,
      tokensPerSecond: 1000 / milliseconds,
      bytes: token.bytes,
      shareOfPeak: token.bytes / (milliseconds / 1000) / DDR_PEAK,
    },
    ...(first && last ? { prefill: prompt(first, last, passes, tokens, megahertz) } : {}),
  };
}

function prompt(first: PassCost, last: PassCost, passes: number, tokensAPass: number, megahertz: number) {
  const cycles = Math.round(((first.cycles + last.cycles) / 2) * passes);
  const tokens = passes * tokensAPass;
  return { tokens, cycles, tokensPerSecond: tokens / (cycles / (1e6 * megahertz)) };
}
