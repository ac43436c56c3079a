import { type Command, Option } from 'commander';
import { abilitiesOf } from '../backends/backends.ts';
import { SCOPES, type Scope, SIMULATORS, type SimulatorName } from '../backends/rtl/simulator.ts';
import { ACCELERATOR_CACHE_KINDS, type AcceleratorCacheKind, CACHE_KINDS, type CacheKind } from '../port/kv-cache.ts';
import { DDR_MODEL_NAMES, type DdrModel } from '../port/kv260-memory.ts';
import { ENGINES } from '../port/matrix.ts';
import { OFFLOADS, type Offload, type Offloaded } from '../program/offload.ts';
import { number } from './arguments.ts';

export const engineOption = (): Option =>
  new Option('--engine <name>', "arithmetic of the MAC array: ours, or the paper's").choices(ENGINES).default('fused');

export const kvCacheOption = (): Option =>
  new Option('--kv-cache <kind>', 'keep keys and values as').choices(CACHE_KINDS).default('fp32');

/** The same where whole passes may be left to the accelerator, which keeps them its own way. */
export const anyKvCacheOption = (): Option =>
  new Option(
    '--kv-cache <kind>',
    'keep keys and values as (default: fp32; with --offload token k16v8: keys of 16 bits, values of 8)',
  ).choices([...new Set([...CACHE_KINDS, ...ACCELERATOR_CACHE_KINDS])]);

/** How a cache is kept that nobody named. */
export const usedKvCache = (kvCache: CacheKind | AcceleratorCacheKind | undefined, offload: Offload) =>
  kvCache ?? (offload === 'token' ? 'k16v8' : 'fp32');

export const offloadOption = (): Option =>
  new Option(
    '--offload <what>',
    'leave to the accelerator: whole tokens by a command list (back ends golden, rtl, kv260), or linear layers ' +
      '(default: token where it can, else linear, and why)',
  ).choices(OFFLOADS);

/** Why an accelerator that might do whole tokens does not, in words; undefined where nobody would expect it to. */
export const offloadNote = ({ reason }: Pick<Offloaded, 'reason'>, backend: string): string | undefined =>
  reason !== undefined && abilitiesOf(backend).worksLists ? `offload linear: ${reason}` : undefined;

/** Clock and memory of a simulated accelerator. */
export interface MemoryArguments {
  readonly clock: number;
  readonly ddr: DdrModel;
}

export function addMemoryOptions(command: Command): Command {
  return command
    .option('--clock <mhz>', 'clock of the simulated accelerator', number(1, 1000), 200)
    .addOption(
      new Option('--ddr <model>', 'memory of the simulated accelerator').choices(DDR_MODEL_NAMES).default('kv260'),
    );
}

/** What back end `rtl` simulates. */
export interface SimulationArguments extends MemoryArguments {
  readonly rtl: Scope;
  readonly simulator: SimulatorName;
}

export function addSimulationOptions(command: Command): Command {
  return addMemoryOptions(
    command
      .addOption(
        new Option('--rtl <scope>', 'back end rtl: the accelerator with its memory, or its core alone')
          .choices(SCOPES)
          .default('system'),
      )
      .addOption(
        new Option('--simulator <name>', "back end rtl: Verilator on the emitted Verilog, or the HDL's own simulator")
          .choices(SIMULATORS)
          .default('verilator'),
      ),
  );
}

export const simulationOptions = ({ rtl, simulator, clock, ddr }: SimulationArguments) => ({
  rtl,
  simulator,
  megahertz: clock,
  ddr,
});
