import { deviceAccelerator } from '../../driver/device-accelerator.ts';
import { openDriver } from '../../driver/driver.ts';
import type { Accelerator, AcceleratorOptions } from '../../port/accelerator.ts';
import type { DdrModel } from '../../port/kv260-memory.ts';
import { coreAccelerator } from './rtl-core.ts';
import { simulatedBus } from './simulated-bus.ts';
import { builtPassSizes, type Scope, type SimulatorName, startHdlSimulator, startSimulator } from './simulator.ts';

export interface RtlOptions extends AcceleratorOptions {
  /** The accelerator with its memory (the default), or the streaming core alone. */
  readonly rtl?: Scope;
  /** Default `verilator`. */
  readonly simulator?: SimulatorName;
  /** Clock of the accelerator [MHz]. Default 200. */
  readonly megahertz?: number;
  /** Model of the memory. Default kv260. */
  readonly ddr?: DdrModel;
}

/**
 * Back end `rtl`: the emitted Verilog in simulation, or its design in the HDL’s own simulator. By default the whole
 * accelerator, driven through its registers by the board’s driver,
 * with the KV260's memory on its ports; or the streaming core alone, whose weight streams never pause.
 */
export async function openRtl(options: RtlOptions): Promise<Accelerator> {
  const { engine, tokens = 1, rtl: scope = 'system', simulator: name = 'verilator', progress } = options;
  const sizes = builtPassSizes(scope, engine);
  const tokensPerPass = sizes.find((size) => size >= tokens) ?? sizes.at(-1)!;
  const simulator =
    name === 'hdl'
      ? startHdlSimulator(scope, tokensPerPass, engine)
      : await startSimulator(scope, tokensPerPass, { engine, progress });
  if (scope === 'core') {
    return coreAccelerator(simulator, tokensPerPass, engine);
  }
  const driver = await openDriver(simulatedBus(simulator, options));
  return deviceAccelerator('rtl', driver);
}
