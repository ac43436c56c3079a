import { join } from 'node:path';
import { type Model, prepareModel } from '../decoder/model.ts';
import { loadModel, readManifest } from '../model/load.ts';
import type { Architecture } from '../model/schema.ts';
import { type Shape, shapeOf } from '../perf/shapes.ts';
import type { WeightFormats } from '../perf/token-model.ts';
import type { TokenHead } from '../perf/token-report.ts';
import type { Accelerator } from '../port/accelerator.ts';
import { MATRIX_FORMATS, type MatrixFormat } from '../port/layout.ts';
import type { TensorKind } from '../port/tensor.ts';

export interface ModelShape {
  readonly shape: Shape;
  readonly architecture: Architecture;
  /** Of its linear layers, if they are the accelerator's, and of its LM head. */
  readonly weights: WeightFormats | undefined;
  readonly head: TokenHead;
  readonly open: (accelerator: Accelerator) => Promise<Model>;
}

/** What a model folder says of itself; its weights are read when it is opened. */
export function modelShape(directory: string): ModelShape {
  const { name, architecture, tensors } = readManifest(join(directory, 'model.json'));
  const kinds = new Map(tensors.map((tensor) => [tensor.name, tensor.kind]));
  return {
    shape: shapeOf(name, architecture),
    architecture,
    weights: formatsOf(kinds),
    head: kinds.get('lm_head.weight') ?? kinds.get('embedding.weight') ?? 'fp32',
    open: async (accelerator) => prepareModel(loadModel(directory, accelerator.allocate), accelerator),
  };
}

const asFormat = (kind: TensorKind | undefined): MatrixFormat | undefined =>
  MATRIX_FORMATS.find((format) => format === kind);

/** One format for all matrices of the decoder layers, or each by its name; undefined where one is in floats. */
function formatsOf(kinds: ReadonlyMap<string, TensorKind>): WeightFormats | undefined {
  const names = [...kinds.keys()].filter((name) => /^layers\.\d+\.(attention|mlp)\.[a-z]+\.weight$/.test(name));
  const formats = new Set(names.map((name) => asFormat(kinds.get(name))));
  if (formats.has(undefined)) {
    return undefined;
  }
  return formats.size === 1 ? [...formats][0] : (name) => asFormat(kinds.get(`${name}.weight`))!;
}
