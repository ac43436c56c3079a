import { DDR_MODELS, type DdrModel } from '../port/kv260-memory.ts';
import type { MatrixFormat } from '../port/layout.ts';
import { formulaCycles } from './formula.ts';
import { type ProcessorPrices, type ProcessorTime, processorTime } from './processor.ts';
import { type Call, callsOf, type Shape } from './shapes.ts';
import type { CallCost, CallJob } from './simulate-call.ts';
import { type SimulationRun, simulateCalls } from './simulate-calls.ts';

/**
 * Passes of a prompt that each call queues: the next pass's activations come in while one streams. A prompt of 4 · T
 * tokens.
 */
const PREFILL_PASSES = 4;

export interface PerfSettings {
  readonly shape: Shape;
  readonly weights: MatrixFormat;
  readonly heads: readonly MatrixFormat[];
  readonly context: number;
  readonly megahertz: number;
  readonly ddr: DdrModel;
  readonly prices: ProcessorPrices;
  /** T of the prefill figures. */
  readonly prefill: readonly (1 | 2 | 4 | 8)[];
}

export interface CallReport {
  readonly name: string;
  readonly count: number;
  readonly cycles: number;
  readonly formula: number;
  /** Share of the cycles from the first strip to the last in which every channel gave one. */
  readonly utilisation: number;
}

/** A token of decoding, all times [ms]. */
export interface DecodeReport {
  readonly head: MatrixFormat;
  readonly calls: readonly CallReport[];
  readonly layers: number;
  readonly lmHead: number;
  readonly processor: ProcessorTime;
  readonly total: number;
  readonly tokensPerSecond: number;
}

/** A prompt of `passes` · `tokens` tokens through the linear layers. */
export interface PrefillReport {
  /** T. */
  readonly tokens: number;
  readonly passes: number;
  readonly calls: readonly CallReport[];
  /** Of the whole prompt, all layers, and by the formula. */
  readonly cycles: number;
  readonly formula: number;
  /** Of the linear layers on the PL alone. */
  readonly tokensPerSecond: number;
  /**
   * Share of the cycles from the first strip to the last in which every channel gave one: the rest are the next pass's
   * activations.
   */
  readonly utilisation: number;
  /** Share of all cycles in which a port carried weights or activations. */
  readonly ports: number;
  /** Processor work of a token, in addition [ms]. */
  readonly processor: number;
}

export interface PerfReport {
  readonly shape: Shape;
  readonly weights: MatrixFormat;
  readonly context: number;
  readonly megahertz: number;
  readonly ddr: DdrModel;
  readonly prices: ProcessorPrices;
  readonly decode: readonly DecodeReport[];
  readonly prefill: readonly PrefillReport[];
}

/** Beats of activations that each of the four ports carries in a queue of passes: 4 float32 a beat. */
const activationBeats = ({ k }: Call, tokens: number): number => (PREFILL_PASSES * tokens * k) / 16;

type Simulated = CallCost & CallJob;

/** Runs the accelerator's Verilog for every figure of a model's shape. */
export async function perfReport(settings: PerfSettings, run: SimulationRun = {}): Promise<PerfReport> {
  const { shape, weights, heads, context, megahertz, ddr, prices, prefill } = settings;
  const all = heads.map((head) => callsOf(shape, weights, head));
  const layerCalls = all[0].filter(({ isLinearLayer }) => isLinearLayer);
  const headCalls = all.map((calls) => calls.find(({ isLinearLayer }) => !isLinearLayer)!);
  // All that are needed, so that no core waits for the last of some of them.
  const jobs = [...layerCalls, ...headCalls].map((call): CallJob => ({ call, tokens: 1, passes: 1, megahertz, ddr }));
  for (const tokens of prefill) {
    for (const call of layerCalls) {
      jobs.push({ call, tokens, passes: PREFILL_PASSES, megahertz, ddr });
    }
  }
  const costs = await simulateCalls(jobs, run);
  const simulated = jobs.map((job, i): Simulated => ({ ...job, ...costs[i] }));
  const layers = simulated.slice(0, layerCalls.length);
  const milliseconds = (cycles: number) => cycles / (megahertz * 1000);
  const timing = DDR_MODELS[ddr];
  const describe = (each: Simulated): CallReport => ({
    name: each.call.name,
    count: each.call.count,
    cycles: each.cycles,
    formula: Math.round(formulaCycles(each, timing)),
    utilisation: each.beats / each.streaming,
  });

  const decode = heads.map((head, i): DecodeReport => {
    const lmHead = simulated[layerCalls.length + i];
    const used = [...layers, lmHead];
    const commands = used.reduce((sum, { call }) => sum + call.count * call.n.length, 0);
    const processor = processorTime(shape, context, commands, prices);
    const layerTime = milliseconds(layers.reduce((sum, { call, cycles }) => sum + call.count * cycles, 0));
    const headTime = milliseconds(lmHead.cycles);
    const total = layerTime + headTime + processor.nonLinear + processor.attention + processor.commands;
    return {
      head,
      calls: used.map(describe),
      layers: layerTime,
      lmHead: headTime,
      processor,
      total,
      tokensPerSecond: 1000 / total,
    };
  });

  const prefillReports = prefill.map((tokens, i): PrefillReport => {
    const first = layerCalls.length * (i + 1) + headCalls.length;
    const used = simulated.slice(first, first + layerCalls.length);
    const total = (value: (each: Simulated) => number) =>
      used.reduce((sum, each) => sum + each.call.count * value(each), 0);
    const calls = used.map(describe);
    const cycles = total((each) => each.cycles);
    const commands = total(({ call }) => call.n.length);
    const { nonLinear, attention } = processorTime(shape, context, 0, prices);
    return {
      tokens,
      passes: PREFILL_PASSES,
      calls,
      cycles,
      formula: calls.reduce((sum, { count, formula }) => sum + count * formula, 0),
      tokensPerSecond: (1000 * tokens * PREFILL_PASSES) / milliseconds(cycles),
      utilisation: total(({ beats }) => beats) / total(({ streaming }) => streaming),
      ports: total(({ call, beats }) => beats + activationBeats(call, tokens)) / cycles,
      processor: nonLinear + attention + (commands * prices.command) / 1e3 / tokens,
    };
  });
  return { shape, weights, context, megahertz, ddr, prices, decode, prefill: prefillReports };
}
