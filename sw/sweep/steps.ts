import type { ModuleSource } from '@macromac/verilog/module-area';
import type { Json } from '../jobs/job.ts';
import type { Hardware } from './hardware.ts';
import type { QualityInput, QualityPlaces } from './quality.ts';
import type { SimulateInput } from './simulate.ts';

/** The kinds of jobs of a sweep. */
export const STEPS = ['emit', 'area', 'simulate', 'quality'] as const;
export type Step = (typeof STEPS)[number];

type Make = (input: Json, places: Readonly<Record<string, string>>) => Promise<object>;

/** Each is imported when it is asked for: none needs what another does. Inputs are what the planner wrote (plan.ts). */
const MAKERS: Readonly<Record<Step, () => Promise<Make>>> = {
  emit: async () => {
    const { emitDesign } = await import('./hardware.ts');
    return async (input) => emitDesign(input as unknown as Hardware);
  },
  area: async () => {
    const { moduleArea } = await import('@macromac/verilog/module-area');
    return async (input) => moduleArea(input as unknown as ModuleSource);
  },
  simulate: async () => {
    const { simulatePoint } = await import('./simulate.ts');
    return async (input) => simulatePoint(input as unknown as SimulateInput);
  },
  quality: async () => {
    const { judgeModel } = await import('./quality.ts');
    return async (input, places) => judgeModel(input as unknown as QualityInput, places as unknown as QualityPlaces);
  },
};

/** The function behind the jobs of a kind. */
export async function stepNamed(name: Step): Promise<(...args: Parameters<Make>) => Promise<Json>> {
  const make = await MAKERS[name]();
  return async (input, places) => (await make(input, places)) as Json;
}
