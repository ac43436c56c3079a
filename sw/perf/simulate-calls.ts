import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { simulationHash } from '../backends/rtl/simulation-hash.ts';
import { startSimulator } from '../backends/rtl/simulator.ts';
import { keptResults } from '../parallel/kept-results.ts';
import { runJobs } from '../parallel/run-jobs.ts';
import { DDR_MODELS } from '../port/kv260-memory.ts';
import { CHANNELS, matrixLayout, STRIP_BYTES } from '../port/layout.ts';
import type { CallCost, CallJob } from './simulate-call.ts';

export interface SimulationRun {
  readonly threads?: number;
  /** File of simulated calls: those in it are not simulated again, and what is simulated joins them. */
  readonly checkpoint?: string;
  readonly signal?: AbortSignal;
  readonly progress?: (message: string) => void;
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const callCost = v.strictObject({ cycles: count, beats: count, streaming: count });

/** Calls through the emitted Verilog, each on a thread of its own as far as there are cores. */
export async function simulateCalls(
  jobs: readonly CallJob[],
  { threads, checkpoint, signal, progress }: SimulationRun = {},
): Promise<CallCost[]> {
  const results = checkpoint === undefined ? undefined : keptResults<CallCost>(checkpoint, callCost);
  const designs = new Map<number, string>();
  for (const { tokens } of jobs) {
    designs.set(tokens, designs.get(tokens) ?? (await simulationHash(tokens)));
  }
  const keyOf = (job: CallJob) => keyOfCall(job, designs.get(job.tokens) as string);
  const isKept = (job: CallJob) => results?.get(keyOf(job)) !== undefined;
  // Built once here rather than on every thread.
  for (const tokens of new Set(jobs.filter((job) => !isKept(job)).map((job) => job.tokens))) {
    (await startSimulator('system', tokens, { progress })).dispose();
  }
  return runJobs(jobs, {
    worker: new URL('./simulate-call.mjs', import.meta.url),
    threads,
    sizeOf: strips,
    kept: results && { results, keyOf },
    signal,
    progress: (done, total, share) =>
      progress?.(`simulated ${done} of ${total} calls, ${Math.floor(100 * share)} % of their strips`),
  });
}

/** Strips a channel of a job, times T: about what the simulation of it takes. */
function strips({ call, tokens, passes }: CallJob): number {
  const bytes = call.n.reduce((sum, n) => sum + matrixLayout(call.format, n, call.k).bytes, 0);
  return (bytes / (CHANNELS * STRIP_BYTES)) * passes * tokens;
}

/** All that decides the cycles of a call. */
function keyOfCall({ call, tokens, passes, megahertz, ddr }: CallJob, design: string): string {
  const { k, n, format, isLinearLayer } = call;
  const job = { k, n, format, isLinearLayer, tokens, passes, megahertz, memory: DDR_MODELS[ddr] };
  const all = { ...job, design };
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}
