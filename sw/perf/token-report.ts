import { startSimulator } from '../backends/rtl/simulator.ts';
import type { MatrixFormat } from '../port/layout.ts';
import type { KeyKind } from '../program/placement.ts';
import type { Shape } from './shapes.ts';
import {
  type PassCost,
  type PassJob,
  type SimulatedTop,
  simulatePasses,
  type TokenHardware,
} from './simulate-token.ts';

/** Processor time of a token that the accelerator makes alone: its embedding row, a register, the sampler [ms] (design §9.4). */
export const PROCESSOR_MILLISECONDS = 0.02;
/** What the board's DDR4 could deliver at most [bytes a second]. */
const DDR_PEAK = 19.2e9;
/** Tokens of the prompt that prefill is told for. */
const PROMPT = 256;

export interface TokenSettings extends TokenHardware {
  readonly shape: Shape;
  readonly weights: MatrixFormat;
  readonly head: MatrixFormat;
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
  readonly weights: MatrixFormat;
  readonly head: MatrixFormat;
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

/** Cycles of a whole token, and of a prompt's passes, through the emitted Verilog: each pass one list, run as on the board. */
export async function tokenReport(settings: TokenSettings): Promise<TokenReport> {
  const { shape, weights, head, keys, tokens, context, megahertz, ddr, progress } = settings;
  const jobs: PassJob[] = [{ tokens: 1, position: context - 1, wanted: 'top' }];
  if (settings.prefill) {
    jobs.push({ tokens, position: 0, wanted: 'none' }, { tokens, position: PROMPT - tokens, wanted: 'none' });
  }
  const simulator = await startSimulator('system', tokens, { progress });
  const model = { shape, weights, head, context: Math.max(context, PROMPT) };
  const [token, first, last] = await simulatePasses(
    simulator as unknown as SimulatedTop,
    { megahertz, ddr },
    model,
    keys,
    jobs,
    progress,
  );
  const milliseconds = token.cycles / (1000 * megahertz) + PROCESSOR_MILLISECONDS;
  return {
    shape,
    weights,
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
    ...(first && last ? { prefill: prompt(first, last, tokens, megahertz) } : {}),
  };
}

function prompt(first: PassCost, last: PassCost, tokens: number, megahertz: number) {
  const cycles = Math.round(((first.cycles + last.cycles) / 2) * (PROMPT / tokens));
  return { tokens: PROMPT, cycles, tokensPerSecond: PROMPT / (cycles / (1e6 * megahertz)) };
}
