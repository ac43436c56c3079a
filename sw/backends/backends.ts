import { UsageError } from '../errors.ts';
import type { Accelerator, AcceleratorOptions } from '../port/accelerator.ts';
import type { CpuOptions } from './cpu/cpu.ts';
import type { RtlOptions } from './rtl/rtl.ts';

/** What any back end takes; each reads what is meant for it. */
export interface BackendOptions extends AcceleratorOptions, Pick<CpuOptions, 'activations' | 'threads'>, RtlOptions {}

type Opener = (options: BackendOptions) => Accelerator | Promise<Accelerator>;

/** A back end, and what may be known of it before it is opened. */
interface Backend {
  /** Imported when it is asked for: some bring a compiler or a board's drivers with them. */
  readonly opener: () => Promise<Opener>;
  /** It has memory of its own for a whole model, and is open at once. Default false. */
  readonly holdsModels?: boolean;
  /** It has a choice of how activations are held: `activations` decides its results. Default false. */
  readonly choosesActivations?: boolean;
  /** It simulates emitted hardware: scope, clock and memory decide its cycles. Default false. */
  readonly simulates?: boolean;
  /** It works through command lists, in some of its forms. Default false. */
  readonly worksLists?: boolean;
}

const BACKENDS: Readonly<Record<string, Backend>> = {
  golden: { opener: async () => (await import('./golden/golden.ts')).openGolden, worksLists: true },
  cpu: { opener: async () => (await import('./cpu/cpu.ts')).openCpu, holdsModels: true, choosesActivations: true },
  rtl: { opener: async () => (await import('./rtl/rtl.ts')).openRtl, simulates: true, worksLists: true },
  kv260: { opener: async () => (await import('./kv260/kv260.ts')).openKv260, worksLists: true },
};

export const BACKEND_NAMES: readonly string[] = Object.keys(BACKENDS);

/** Abilities of a back end by name; of one that does not exist, none. */
export function abilitiesOf(name: string): Required<Omit<Backend, 'opener'>> {
  const {
    holdsModels = false,
    choosesActivations = false,
    simulates = false,
    worksLists = false,
  }: Partial<Backend> = Object.hasOwn(BACKENDS, name) ? BACKENDS[name] : {};
  return { holdsModels, choosesActivations, simulates, worksLists };
}

/**
 * Opens a back end that has memory of its own for models, into which they are then read: so they are held once. The
 * others, whose opening may take minutes, are left for when the model is known to be sound.
 */
export const openBeforeModel = async (name: string, options: BackendOptions): Promise<Accelerator | undefined> =>
  abilitiesOf(name).holdsModels ? openAccelerator(name, options) : undefined;

/** Opens a back end by name. */
export async function openAccelerator(name: string, options: BackendOptions): Promise<Accelerator> {
  if (!Object.hasOwn(BACKENDS, name)) {
    throw new UsageError(`unknown back end "${name}"; there are ${BACKEND_NAMES.join(', ')}`);
  }
  const open = await BACKENDS[name].opener();
  return open(options);
}
