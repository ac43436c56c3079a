import { compileSimulation, type Simulation } from '@chisel-lite/hdl';
import { checked } from '../backends/checked.ts';
import { openGolden } from '../backends/golden/golden.ts';
import { goldenMatmul } from '../backends/golden/matmul.ts';
import { simulatedBus } from '../backends/rtl/simulated-bus.ts';
import type { RunningHardware } from '../backends/rtl/simulated-pins.ts';
import { createCache } from '../decoder/pass.ts';
import { deviceAccelerator } from '../driver/device-accelerator.ts';
import { openDriver } from '../driver/driver.ts';
import { HALF_TO_FLOAT } from '../model/half.ts';
import { packMatrix } from '../model/pack.ts';
import { quantizeInt4 } from '../model/round-to-nearest.ts';
import { callsOf, type Shape } from '../perf/shapes.ts';
import { costOfCall } from '../perf/simulate-call.ts';
import { simulatePasses } from '../perf/simulate-token.ts';
import { anyWeights, randomModel, randomWords, type TokenModel, type WeightFormats } from '../perf/token-model.ts';
import type { AcceleratorCacheKind } from '../port/kv-cache.ts';
import type { DdrModel } from '../port/kv260-memory.ts';
import { GROUP_SIZE, type MatrixFormat, matrixLayout } from '../port/layout.ts';
import { offload } from '../program/offload.ts';
import { elaborated, type Hardware, worksLists } from './hardware.ts';

/** What decides the cycles of a point. */
export interface SimulateInput {
  readonly hardware: Hardware;
  readonly megahertz: number;
  readonly ddr: DdrModel;
  /** How keys are kept, where command lists are worked through; else null. */
  readonly keys: AcceleratorCacheKind | null;
  readonly shape: Shape;
  readonly weights: MatrixFormat;
  /** Linear layers of every decoder layer that are INT8. */
  readonly int8: readonly string[];
  readonly head: MatrixFormat;
  /** Positions that the token attends to, its own included. */
  readonly context: number;
}

/** Cycles as simulated; times are for whoever knows the processor's share. */
export interface SimulateResult {
  /** Whole passes by command lists, or the products of linear layers alone. */
  readonly offload: 'token' | 'linear';
  readonly token: Work;
  /** A pass of T tokens of a prompt, without the LM head. */
  readonly pass: Work;
  /** Values compared with the golden model, all of them equal. */
  readonly compared: number;
  /** RMS error of a product's results relative to their RMS, against float64. */
  readonly error: number;
}

export interface Work {
  readonly cycles: number;
  /** Over the memory ports; of linear layers, their weights. */
  readonly bytes: number;
  readonly commands: number;
}

/**
 * Sizes that a build is compared on, bit for bit: every kind of record, groups of several macros, blocks that are not
 * full.
 */
const CHECKED: Shape = {
  name: 'checked',
  layers: 1,
  hidden: 128,
  ffn: 192,
  heads: 2,
  kvHeads: 1,
  headDim: 64,
  vocab: 200,
  qkvBias: true,
  headNorm: false,
};
/** Positions of RoPE's table: more than any token of a check or of a pass has. */
const CHECKED_CONTEXT = 32;
/** Of the product that the error is measured on. */
const ERROR = { n: 64, k: 1024 };

/** Compiled designs of this process, by their parameters: jobs that follow each other have many of the same build. */
let last: { readonly key: string; readonly instantiate: () => Simulation } | undefined;

function instantiate(hardware: Hardware): RunningHardware {
  const key = JSON.stringify(hardware);
  if (last?.key !== key) {
    last = { key, ...compileSimulation(elaborated(hardware)) };
  }
  return last.instantiate();
}

/**
 * A build with its memory: first compared with the golden model on a small model, then timed on the shape asked for,
 * with random weights. Simulated by the HDL's own simulator, from the design that the Verilog is printed from.
 */
export async function simulatePoint(input: SimulateInput): Promise<SimulateResult> {
  const compared = await compareWithGolden(input);
  const lists = worksLists(input.hardware);
  const times = lists ? await timeLists(input) : await timeCalls(input);
  return { offload: lists ? 'token' : 'linear', ...times, compared, error: productError(input) };
}

const formatsOf = ({ weights, int8 }: SimulateInput): WeightFormats =>
  int8.length === 0 ? weights : (name) => (int8.some((linear) => name.endsWith(`.${linear}`)) ? 'int8-macro' : weights);

const modelOf = (input: SimulateInput, shape: Shape, context: number): TokenModel => ({
  shape,
  weights: formatsOf(input),
  head: input.head,
  context,
});

/**
 * Throws at the first bit that differs; gives how many values were equal.
 * @param mantissa M of the golden model: that of the build
 */
export async function compareWithGolden(input: SimulateInput, mantissa = input.hardware.mantissa): Promise<number> {
  const { hardware, megahertz, ddr, keys } = input;
  const { engine, tokens } = hardware;
  const driver = await openDriver(simulatedBus(instantiate(hardware), { megahertz, ddr }));
  const golden = openGolden({ engine, tokens, mantissa });
  const subject = checked(deviceAccelerator('rtl', driver), golden, mantissa);
  try {
    if (keys === null) {
      const { vocab: n, hidden: k } = CHECKED;
      const random = randomWords(3);
      const x = Float32Array.from({ length: (tokens + 1) * k }, () => random() / 2 ** 31 - 1);
      for (const format of new Set([input.weights, input.head])) {
        const matrix = await subject.load({
          name: format,
          n,
          k,
          format,
          data: anyWeights(matrixLayout(format, n, k).bytes),
        });
        await subject.multiply(x, tokens + 1, [matrix]);
        await subject.topK!(x.subarray(0, k), matrix);
      }
    } else {
      const model = offload(await randomModel(modelOf(input, CHECKED, CHECKED_CONTEXT), subject));
      const cache = createCache(model, CHECKED_CONTEXT, keys);
      const prompt = Array.from({ length: tokens }, (_, t) => t);
      await model.passes!.pass(cache, prompt, 'none');
      const decoded = await model.passes!.pass(cache, [0], 'top');
      await decoded.top();
      cache.release();
    }
    return subject.compared.values;
  } finally {
    await subject.close();
  }
}

async function timeLists(input: SimulateInput): Promise<{ readonly token: Work; readonly pass: Work }> {
  const { hardware, megahertz, ddr, keys, shape, context } = input;
  const { tokens } = hardware;
  const first = Math.max(0, context - tokens);
  const [token, pass] = await simulatePasses(
    instantiate(hardware),
    { megahertz, ddr },
    (accelerator) => randomModel(modelOf(input, shape, Math.max(context, first + tokens)), accelerator),
    keys!,
    [
      { tokens: 1, position: context - 1, wanted: 'top' },
      { tokens, position: first, wanted: 'none' },
    ],
  );
  return { token: { ...token, commands: 1 }, pass: { ...pass, commands: 1 } };
}

async function timeCalls({
  hardware,
  megahertz,
  ddr,
  shape,
  weights,
  head,
}: SimulateInput): Promise<{ readonly token: Work; readonly pass: Work }> {
  const simulator = instantiate(hardware);
  const zero: Work = { cycles: 0, bytes: 0, commands: 0 };
  let [token, pass] = [zero, zero];
  for (const call of callsOf(shape, weights, head)) {
    const bytes = call.count * call.n.reduce((sum, n) => sum + matrixLayout(call.format, n, call.k).bytes, 0);
    const plus = (work: Work, cycles: number): Work => ({
      cycles: work.cycles + call.count * cycles,
      bytes: work.bytes + bytes,
      commands: work.commands + call.count * call.n.length,
    });
    const job = { call, passes: 1, megahertz, ddr };
    // The time of a queue of one vector, on whatever T: a pass is as long as its weights.
    token = plus(token, (await costOfCall(simulator, { ...job, tokens: 1 })).cycles);
    if (call.isLinearLayer) {
      pass = plus(pass, (await costOfCall(simulator, { ...job, tokens: hardware.tokens })).cycles);
    }
  }
  simulator.dispose();
  return { token, pass };
}

/** What mantissas of fewer bits cost: the build's own arithmetic, as the golden model has it, against float64. */
function productError({ hardware: { engine, mantissa } }: SimulateInput): number {
  const { n, k } = ERROR;
  const random = randomWords(5);
  const normal = () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) {
      sum += random() / 2 ** 32;
    }
    return sum;
  };
  const values = Float32Array.from({ length: n * k }, normal);
  const x = Float32Array.from({ length: k }, normal);
  const matrix = quantizeInt4(values, n, k, 'the matrix that an error is measured on');
  const packed = { name: 'error', n, k, format: 'awq-macro', data: packMatrix(matrix, 'awq-macro') } as const;
  const y = goldenMatmul(engine, packed, x, 1, [0, n], mantissa);
  let [wrong, power] = [0, 0];
  for (let j = 0; j < n; j++) {
    let exact = 0;
    for (let i = 0; i < k; i++) {
      const at = j * (k / GROUP_SIZE) + Math.floor(i / GROUP_SIZE);
      exact += (matrix.q[j * k + i] - matrix.zeros[at]) * HALF_TO_FLOAT[matrix.scales[at]] * x[i];
    }
    wrong += (y[j] - exact) ** 2;
    power += exact ** 2;
  }
  return Math.sqrt(wrong / power);
}
