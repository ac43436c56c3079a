import { type Command, Option } from 'commander';
import { SCOPES, type Scope } from '../backends/rtl/simulator.ts';
import { CACHE_KINDS } from '../port/kv-cache.ts';
import { DDR_MODEL_NAMES, type DdrModel } from '../port/kv260-memory.ts';
import { ENGINES } from '../port/matrix.ts';
import { number } from './arguments.ts';

export const engineOption = (): Option =>
  new Option('--engine <name>', "arithmetic of the MAC array: ours, or the paper's").choices(ENGINES).default('fused');

export const kvCacheOption = (): Option =>
  new Option('--kv-cache <kind>', 'keep keys and values as').choices(CACHE_KINDS).default('fp32');

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
}

export function addSimulationOptions(command: Command): Command {
  return addMemoryOptions(
    command.addOption(
      new Option('--rtl <scope>', 'back end rtl: the accelerator with its memory, or its core alone')
        .choices(SCOPES)
        .default('system'),
    ),
  );
}

export const simulationOptions = ({ rtl, clock, ddr }: SimulationArguments) => ({ rtl, megahertz: clock, ddr });
