import { UsageError } from '../../errors.ts';
import { type Accelerator, type Counters, checkOperands, type ResidentMatrix } from '../../port/accelerator.ts';
import { CHANNELS, matrixLayout, OUTPUT_STEP } from '../../port/layout.ts';
import { MAX_K } from '../../port/limits.ts';
import type { Engine, PackedMatrix } from '../../port/matrix.ts';
import { type RunCost, SimulatedCore, type StreamedMatrix } from './simulated-core.ts';
import type { RunningHardware } from './simulated-pins.ts';

interface RtlMatrix extends ResidentMatrix, StreamedMatrix {}

/** An accelerator out of a simulated core for `tokensPerPass` activation vectors. */
export function coreAccelerator(
  simulator: RunningHardware,
  tokensPerPass: number,
  engine: Engine = 'fused',
): Accelerator {
  const core = new SimulatedCore(simulator);
  let total: Counters = { cycles: 0, beats: 0, stalls: 0, seconds: 0 };
  let lastCall = total;

  const multiply = (x: Float32Array, count: number, matrices: readonly RtlMatrix[]): Float32Array[] => {
    checkOperands(x, count, matrices);
    const outputs = matrices.map(({ n }) => new Float32Array(count * n));
    lastCall = { cycles: 0, beats: 0, stalls: 0, seconds: 0 };
    for (let first = 0; first < count; first += tokensPerPass) {
      const taken = Math.min(tokensPerPass, count - first);
      const start = performance.now();
      const k = matrices[0].k;
      const { results, cost } = core.run(x.subarray(first * k, (first + taken) * k), taken, matrices);
      lastCall = plus(lastCall, cost, (performance.now() - start) / 1000);
      for (const [i, y] of outputs.entries()) {
        unpadResults(results[i], taken, matrices[i].n, y.subarray(first * matrices[i].n));
      }
    }
    total = plus(total, lastCall, lastCall.seconds);
    return outputs;
  };

  return {
    backend: 'rtl',
    engine,
    tokensPerPass,
    maxK: MAX_K,
    load: async (matrix) => streamed(matrix),
    multiply: async (x, count, matrices) => multiply(x, count, matrices as readonly RtlMatrix[]),
    statistics: () => ({ total, lastCall }),
    close: async () => {},
  };
}

function streamed({ name, n, k, format, data }: PackedMatrix): RtlMatrix {
  if (k > MAX_K) {
    throw new UsageError(`${name}: K is ${k}, the core takes at most ${MAX_K}`);
  }
  const layout = matrixLayout(format, n, k);
  // The simulator's words need an alignment that a view into a file may not have.
  const bytes = data.byteOffset % 4 === 0 ? data : data.slice();
  const channels = Array.from(
    { length: CHANNELS },
    (_, c) => new Uint32Array(bytes.buffer, bytes.byteOffset + c * layout.channelBytes, layout.channelBytes / 4),
  );
  return { name, n, k, layout, channels };
}

/** Blocks of 32 outputs, in each block token by token → y [T, N]. */
function unpadResults(words: Uint32Array, tokens: number, n: number, y: Float32Array): void {
  const bits = new Uint32Array(y.buffer, y.byteOffset, tokens * n);
  for (let at = 0; at < words.length; at += OUTPUT_STEP) {
    const index = at / OUTPUT_STEP;
    const first = Math.floor(index / tokens) * OUTPUT_STEP;
    const count = Math.min(OUTPUT_STEP, n - first);
    bits.set(words.subarray(at, at + count), (index % tokens) * n + first);
  }
}

function plus(counters: Counters, { cycles, beats, stalls }: RunCost, seconds: number): Counters {
  return {
    cycles: counters.cycles + cycles,
    beats: counters.beats + beats,
    stalls: counters.stalls + stalls,
    seconds: counters.seconds + seconds,
  };
}
