import { plainSignals, withArrays } from './array.ts';
import { type Design, instantiate, type SimulatorName } from './design.ts';
import { type DumpOptions, dumpToFile } from './dump.ts';
import { createHistory } from './history.ts';
import { createLogger, type LogLevel } from './log.ts';
import { findClocks, findReset, resetOfModels } from './pins.ts';
import { portTable } from './ports.ts';
import { createRandom, hashText } from './random.ts';
import { failureReport } from './report.ts';
import { currentRunner, type Runner } from './runner.ts';
import { Clock, type ClockOptions } from './scheduler/clock.ts';
import { Scheduler } from './scheduler/scheduler.ts';
import { SimulatedTime } from './scheduler/timeline.ts';
import { createSignal } from './signal.ts';
import { Simulation } from './simulation.ts';
import type { SimulatorInstance } from './simulator.ts';

export interface SimulateOptions {
  /** Default: `TESTBENCH_SIMULATOR`, else `native` for HDL modules and `verilator` for Verilog. */
  simulator?: SimulatorName;
  /** Period of the design's only clock [ns], or options a clock by name. Default: inputs named like a clock, 5 ns. */
  clock?: number | ClockOptions | Record<string, ClockOptions>;
  /** Reset input held active for the first two cycles. Default: the input named like one; `false`: the test does it. */
  reset?: string | false;
  /** Default: `TESTBENCH_SEED`, else made of the test's name, so that a test is the same every time. */
  seed?: number;
  /** Cycles of any clock after which the test fails; default 1,000,000. */
  cycleLimit?: number;
  /**
   * Cycles without a beat or a resumed task after which it fails (unless time itself is waited for); default 20,000.
   */
  quietLimit?: number;
  /**
   * VCD file to write, or part of a run. Default: a file in the folder `TESTBENCH_DUMP`, when set; else nothing is
   * dumped.
   */
  dump?: string | DumpOptions;
  /** Watch `assert` and `assume` of HDL modules (native simulator); default: whether `TESTBENCH_CHECKS` is set. */
  checks?: boolean;
  /**
   * What registers, and memories without initial words, hold before reset: zero, or random values by the seed. Default
   * zero.
   */
  startValues?: 'zero' | 'random';
  /** What $test$plusargs and $value$plusargs find: `+verbose`, `+seed=7` (Verilator only). */
  plusargs?: readonly string[];
  /** Log lines printed as they come; default `TESTBENCH_LOG`, else `warning`. */
  log?: LogLevel | 'silent';
  /** Rising edges remembered for the waveform of a failure's report; default 64; 0 for none. */
  history?: number;
  /** State to start from instead of reset: what `sim.simulator.snapshot()` gave. */
  from?: Uint8Array;
}

const RESET_CYCLES = 2;

/**
 * Builds `design`, starts it, applies its reset and hands it over at the first falling edge after that, ready for
 * `await`s. Simulated time moves only while the test waits for something.
 */
export async function simulate(design: Design, options: SimulateOptions = {}): Promise<Simulation> {
  const runner = await currentRunner();
  const dump = typeof options.dump === 'string' ? { file: options.dump } : (options.dump ?? dumpFile(runner));
  const chosen = options.simulator ?? (environment('TESTBENCH_SIMULATOR') as SimulatorName | undefined);
  const seed = seedOf(options, runner);
  const simulator = await instantiate(design, {
    simulator: chosen,
    trace: dump !== undefined,
    checks: options.checks ?? environment('TESTBENCH_CHECKS') !== undefined,
    startValues: options.startValues === 'random' ? seed & 0x7fffffff : undefined,
    plusargs: options.plusargs ?? [],
  });
  const trace = dump ? await dumpToFile(simulator, dump) : undefined;
  const sim = startSimulation(simulator, { ...options, seed }, { runner, trace, dump: dump?.file });
  if (trace) {
    runner?.onFinished(() => sim.endTrace());
  }
  return sim;
}

/**
 * `simulate`, then `body`; an error `body` throws carries the failure's report in its message, and the simulator is
 * disposed of. The form for fast-check properties: the report is that of the shrunk counterexample.
 */
export async function withSimulation<T>(
  design: Design,
  options: SimulateOptions,
  body: (sim: Simulation) => Promise<T>,
): Promise<T> {
  const sim = await simulate(design, options);
  try {
    return await body(sim);
  } catch (error) {
    throw decorate(error, sim);
  } finally {
    sim.close();
  }
}

/** A simulation over a simulator that already runs. Synchronous; `simulate` is the usual way. */
export function startSimulation(
  simulator: SimulatorInstance,
  options: SimulateOptions = {},
  context: { runner?: Runner; trace?: SimulatedTime['trace']; dump?: string } = {},
): Simulation {
  const { runner, trace, dump } = context;
  const timeline = new SimulatedTime(simulator, {
    cycleLimit: options.cycleLimit ?? 1_000_000,
    quietLimit: options.quietLimit ?? 20_000,
  });
  const scheduler = new Scheduler(timeline);
  const port = portTable(
    withArrays(
      Object.fromEntries(
        Object.entries(simulator.ports).map(([name, handle]) => [name, createSignal(handle, timeline)]),
      ),
    ),
  );
  const clocks: Record<string, Clock> = {};
  for (const [name, clockOptions] of Object.entries(clockTable(simulator, options.clock))) {
    if (!(name in port)) {
      throw new Error(`clock ${name}: no such port; the ports are ${Object.keys(port).join(', ')}`);
    }
    const { fallingEdgeLogic = simulator.usesFall?.(name) ?? false } = clockOptions;
    clocks[name] = new Clock(scheduler, port[name], { ...clockOptions, fallingEdgeLogic });
    clocks[name].reset = resetOfModels(simulator.ports, clockOptions.reset ?? (options.reset || undefined));
    timeline.clocks.push(clocks[name]);
  }
  const seed = seedOf(options, runner);
  const log = createLogger(
    () => timeline.time,
    () => scheduler.current.name,
    options.log ?? (environment('TESTBENCH_LOG') as LogLevel | undefined),
  );
  const sim = new Simulation({ simulator, scheduler, timeline, port, clocks, random: createRandom(seed), log });
  timeline.trace = trace;
  begin(sim, timeline, options);

  const depth = options.history ?? 64;
  const clockHandles = new Set(Object.keys(clocks));
  const history = depth
    ? createHistory(
        plainSignals(Object.values(port))
          .map((signal) => signal.raw)
          .filter((handle) => !clockHandles.has(handle.name)),
        depth,
      )
    : undefined;
  timeline.recorder = history;

  let reported = false;
  const report = () => {
    if (reported) {
      return undefined;
    }
    reported = true;
    const [clock] = timeline.clocks;
    return failureReport({ seed, time: timeline.time, cycle: clock?.cycle, history, log, test: runner?.test, dump });
  };
  reportOf.set(sim, report);
  if (runner) {
    runner.onFailed(report);
  } else {
    scheduler.onFailure = (error) => decorate(error, sim);
  }
  simulator.onMessage((message) => {
    if (message.kind === 'assertion') {
      sim.fail(new Error(`assertion in the design: ${message.text}`));
    } else {
      log.info(message.text);
    }
  });
  return sim;
}

const reportOf = new WeakMap<Simulation, () => string | undefined>();

function decorate(error: unknown, sim: Simulation): unknown {
  const text = reportOf.get(sim)?.();
  if (text && error instanceof Error) {
    error.message += `\n${text}`;
  }
  return error;
}

/** Settles at time 0, then holds the reset for two cycles. */
function begin(sim: Simulation, timeline: SimulatedTime, options: SimulateOptions): void {
  const { simulator } = sim;
  for (const clock of timeline.clocks) {
    clock.signal.raw.value = 0;
  }
  if (options.from) {
    simulator.restore(options.from);
    simulator.eval(timeline.time);
    return;
  }
  const reset = options.reset === false ? undefined : findReset(simulator.ports, options.reset);
  if (reset) {
    reset.handle.value = reset.activeLow ? 0 : 1;
  }
  simulator.eval(timeline.time);
  if (!reset) {
    return;
  }
  timeline.runBlind(RESET_CYCLES);
  reset.handle.value = reset.activeLow ? 1 : 0;
  simulator.eval(timeline.time);
}

function clockTable(simulator: SimulatorInstance, option: SimulateOptions['clock']): Record<string, ClockOptions> {
  const byName = typeof option === 'object' && Object.values(option).some((value) => typeof value === 'object');
  if (byName) {
    return option as Record<string, ClockOptions>;
  }
  const shared: ClockOptions = typeof option === 'number' ? { period: option } : ((option as ClockOptions) ?? {});
  return Object.fromEntries(findClocks(simulator.ports).map((handle) => [handle.name, shared]));
}

function environment(name: string): string | undefined {
  return typeof process === 'undefined' ? undefined : process.env[name] || undefined;
}

function seedOf(options: SimulateOptions, runner: Runner | undefined): number {
  return (
    options.seed ?? seedFromEnvironment() ?? hashText(runner?.test ? `${runner.test.file} ${runner.test.name}` : '')
  );
}

function seedFromEnvironment(): number | undefined {
  const text = environment('TESTBENCH_SEED');
  if (text === undefined) {
    return undefined;
  }
  if (text === 'random') {
    return Date.now() >>> 0;
  }
  const seed = Number(text);
  if (!Number.isInteger(seed)) {
    throw new Error(`TESTBENCH_SEED=${text}: expected an integer or "random"`);
  }
  return seed >>> 0;
}

let dumps = 0;

function dumpFile(runner: Runner | undefined): DumpOptions | undefined {
  const folder = environment('TESTBENCH_DUMP');
  if (!folder) {
    return undefined;
  }
  const name = (runner?.test?.name ?? 'simulation').replace(/[^\w]+/g, '-').slice(0, 80);
  return { file: `${folder}/${name}.${dumps++}.vcd` };
}
