import { deviceAccelerator } from '../../driver/device-accelerator.ts';
import { openDriver } from '../../driver/driver.ts';
import type { Accelerator, AcceleratorOptions } from '../../port/accelerator.ts';
import { coreAccelerator } from './rtl-core.ts';
import { simulatedBus } from './simulated-bus.ts';
import { BUILT_PASS_SIZES, startSimulator } from './simulator.ts';

/**
 * Back end `rtl`: the emitted Verilog in simulation. By default the whole accelerator, driven through its registers by the board's driver,
 * with the KV260's memory on its ports; or the streaming core alone, whose weight streams never pause.
 */
export async function openRtl(options: AcceleratorOptions): Promise<Accelerator> {
  const { engine, tokens = 1, rtl: scope = 'system', progress } = options;
  const sizes = BUILT_PASS_SIZES[scope][engine];
  const tokensPerPass = sizes.find((size) => size >= tokens) ?? sizes.at(-1)!;
  const simulator = await startSimulator(scope, tokensPerPass, { engine, progress });
  if (scope === 'core') return coreAccelerator(simulator, tokensPerPass, engine);
  const driver = await openDriver(simulatedBus(simulator, options));
  return deviceAccelerator('rtl', driver);
}
