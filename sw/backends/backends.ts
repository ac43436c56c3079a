import { UsageError } from '../errors.ts';
import type { Accelerator, AcceleratorOptions } from '../port/accelerator.ts';

type Opener = (options: AcceleratorOptions) => Accelerator | Promise<Accelerator>;

/** Each back end is imported when it is asked for: some bring a compiler or a board's drivers with them. */
const BACKENDS: Record<string, () => Promise<Opener>> = {
  golden: async () => (await import('./golden/golden.ts')).openGolden,
  cpu: async () => (await import('./cpu/cpu.ts')).openCpu,
  rtl: async () => (await import('./rtl/rtl.ts')).openRtl,
  kv260: async () => (await import('./kv260/kv260.ts')).openKv260,
};

export const BACKEND_NAMES: readonly string[] = Object.keys(BACKENDS);

/**
 * Opens a back end that has memory of its own for models, into which they are then read: so they are held once. The
 * others, whose opening may take minutes, are left for when the model is known to be sound.
 */
export const openBeforeModel = async (name: string, options: AcceleratorOptions): Promise<Accelerator | undefined> =>
  name === 'cpu' ? openAccelerator(name, options) : undefined;

/** Opens a back end by name. */
export async function openAccelerator(name: string, options: AcceleratorOptions): Promise<Accelerator> {
  if (!Object.hasOwn(BACKENDS, name)) {
    throw new UsageError(`unknown back end "${name}"; there are ${BACKEND_NAMES.join(', ')}`);
  }
  const open = await BACKENDS[name]();
  return open(options);
}
