import { LINEAR_NAMES, type LinearName } from './sequence-model.ts';

/** Linear layers that are INT8: `mlp.down` in every decoder layer, `layers.3.mlp.down` in one. */
export type Int8Choice = readonly string[];

export const isInt8 = (choice: Int8Choice, layer: number, name: LinearName): boolean =>
  choice.includes(name) || choice.includes(matrixName(layer, name));

/** A matrix by its name in `model.json`, without `.weight`. */
export const matrixName = (layer: number, name: LinearName): string => `layers.${layer}.${name}`;

/** All matrices of the decoder layers. */
export const matrixNames = (layers: number): string[] =>
  Array.from({ length: layers }, (_, layer) => LINEAR_NAMES.map((name) => matrixName(layer, name))).flat();
