import { gitTree } from '@macromac/verilog/git-tree';
import { areaTool, type ModuleArea, type ModuleSource } from '@macromac/verilog/module-area';
import { openCheckpoint } from '../import/open-checkpoint.ts';
import type { Job, Json } from '../jobs/job.ts';
import { hashOf, ownSources, packageOf } from '../jobs/sources.ts';
import type { JobStore } from '../jobs/store.ts';
import { SHAPES, type Shape, shapeOf } from '../perf/shapes.ts';
import { DDR_MODELS } from '../port/kv260-memory.ts';
import { describeHardware, type EmittedDesign, instanceCounts } from './hardware.ts';
import type { Point } from './points.ts';
import type { QualityInput } from './quality.ts';
import type { SimulateInput } from './simulate.ts';
import { type CheckpointSpace, hasCheckpoint, type Space } from './space.ts';
import type { Step } from './steps.ts';

/** The jobs of a point, by key; points share what they have in common. */
export interface PlannedPoint {
  readonly point: Point;
  readonly emit: string;
  readonly simulate: string;
  /** Of spaces with a checkpoint. */
  readonly quality: string | undefined;
}

export interface Plan {
  readonly shape: Shape;
  readonly points: readonly PlannedPoint[];
  /** Keys of all jobs but the areas, which are known when designs have been emitted. */
  readonly keys: readonly string[];
}

const commandOf = (step: Step): string[] => ['macromac', 'jobs', 'serve', step];

const language = () => hashOf([packageOf('@chisel-lite/hdl')]);
const hardwareSources = () => hashOf([packageOf('@macromac/rtl'), ...ownSources('sweep/hardware')]);

function toolsOf(): Readonly<Record<Exclude<Step, 'area'>, Readonly<Record<string, string>>>> {
  const hardware = { hdl: language(), rtl: hardwareSources() };
  const simulation = ownSources(
    ...['backends/golden/', 'backends/rtl/', 'backends/checked', 'backends/checked-lists', 'decoder/', 'driver/'],
    ...['model/', 'perf/', 'port/', 'program/', 'sweep/simulate'],
  );
  const quality = ownSources(
    ...['cli/quantize', 'cli/compare', 'decoder/', 'eval/', 'import/', 'model/', 'parallel/', 'port/', 'quant/'],
    ...['text/', 'sweep/quality'],
  );
  return {
    emit: hardware,
    simulate: { ...hardware, simulation: hashOf(simulation) },
    quality: { quality: hashOf(quality) },
  };
}

/** Writes down what a space needs, except areas. */
export async function planSweep(space: Space, points: readonly Point[], store: JobStore): Promise<Plan> {
  const tools = toolsOf();
  const shape = await shapeIn(space);
  const qualities = hasCheckpoint(space) ? qualityJobs(space, tools.quality) : undefined;
  const planned = points.map((point): PlannedPoint => {
    const { hardware, clock, memory, keys, weights, int8, head } = point;
    const simulated: SimulateInput = {
      ...{ hardware, megahertz: clock, ddr: memory, keys, shape, weights, int8, context: space.context },
      head: head === 'int8' ? 'int8-macro' : weights,
    };
    const name = describeHardware(hardware);
    return {
      point,
      emit: store.add({ name: `emit ${name}`, command: commandOf('emit'), input: { ...hardware }, tools: tools.emit }),
      simulate: store.add({
        name: `simulate ${name} at ${clock} MHz, memory ${memory}`,
        command: commandOf('simulate'),
        input: simulated as unknown as Json,
        tools: { ...tools.simulate, memory: JSON.stringify(DDR_MODELS[memory]) },
      }),
      quality: qualities && store.add(qualities(point)),
    };
  });
  // What takes longest first; simulations of one build one after the other, which share it.
  const keys = [
    ...planned.map(({ emit }) => emit),
    ...planned.flatMap(({ quality }) => quality ?? []),
    ...planned.map(({ simulate }) => simulate),
  ];
  return { shape, points: planned, keys: [...new Set(keys)] };
}

async function shapeIn(space: Space): Promise<Shape> {
  if (!hasCheckpoint(space)) {
    return SHAPES[space.model.shape];
  }
  const checkpoint = await openCheckpoint(space.model.checkpoint);
  checkpoint.close();
  return shapeOf(space.name, checkpoint.architecture);
}

function qualityJobs({ model }: CheckpointSpace, tools: Readonly<Record<string, string>>): (point: Point) => Job {
  const { checkpoint, calibration, text, samples, length, window, windows } = model;
  const places = { checkpoint, calibration, text };
  const hashes = Object.fromEntries(Object.entries(places).map(([name, path]) => [name, gitTree(path)]));
  return ({ method, groupSize, int8, head, weights, keys }) => {
    const input: QualityInput = {
      ...{ method: method!, groupSize: groupSize!, int8, head, weights, keys, samples, length, window, windows },
    };
    return {
      name: `quantise ${method}, groups of ${groupSize}${int8.length > 0 ? `, INT8 ${int8.join(' ')}` : ''}`,
      command: commandOf('quality'),
      input: input as unknown as Json,
      places,
      tools: { ...tools, ...hashes },
    };
  };
}

/** The modules of a design with the keys of their areas, and how often each stands in it. */
export interface DesignAreas {
  readonly modules: readonly { readonly key: string; readonly name: string; readonly instances: number }[];
}

/** Writes down the areas of an emitted design's modules, each by its own Verilog and its children's ports. */
export function planAreas(store: JobStore, design: EmittedDesign, tool: string): DesignAreas {
  const counts = instanceCounts(design);
  const headers = new Map(design.modules.map(({ name, header }) => [name, header]));
  return {
    modules: design.modules.map(({ name, text, instances }) => {
      const children = Object.keys(instances).sort();
      const input: ModuleSource = { name, text, children: children.map((child) => headers.get(child)!) };
      const job = { name: `area of ${name}`, command: commandOf('area'), tools: { yosys: tool } };
      return { key: store.add({ ...job, input: input as unknown as Json }), name, instances: counts.get(name) ?? 0 };
    }),
  };
}

export { areaTool, type ModuleArea };
