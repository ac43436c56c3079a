import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DataError } from '../errors.ts';
import { parseUniqueJson } from '../model/load.ts';
import { valueText } from '../value-text.ts';
import { awqModules, awqSettings } from './awq.ts';
import { checkCompressedTensors, compressedModules } from './compressed-tensors.ts';
import { fp8Modules, fp8Settings } from './fp8.ts';
import { gptqModules, gptqSettings } from './gptq.ts';
import type { ModuleOptions, ReadModule } from './grouped-matrix.ts';
import type { Safetensors } from './safetensors.ts';

/** Reads the quantised matrices of a checkpoint. */
export type ReadModules = (stored: Safetensors, options: ModuleOptions) => Iterable<ReadModule>;

type Opener = (settings: Readonly<Record<string, unknown>>, path: string) => ReadModules;

const METHODS: Readonly<Record<string, Opener>> = {
  awq: (quantization, path) => {
    const settings = awqSettings(quantization, path);
    return (stored, options) => awqModules(stored, settings, options);
  },
  gptq: (quantization, path) => {
    const settings = gptqSettings(quantization, path);
    return (stored, options) => gptqModules(stored, settings, options);
  },
  'compressed-tensors': (quantization, path) => {
    checkCompressedTensors(quantization, path);
    return compressedModules;
  },
  fp8: (quantization, path) => {
    const { block } = fp8Settings(quantization, path);
    return (stored) => fp8Modules(stored, block ? 'weight_scale_inv' : 'weight_scale', block);
  },
};

/** Where quantisers wrote their settings before `config.json` had a place for them. */
export const OLD_SETTINGS = { 'quant_config.json': 'awq', 'quantize_config.json': 'gptq' } as const;

/**
 * How the matrices of a checkpoint are quantised, by `quantization_config` of its `config.json`, or by a file of its
 * quantiser; undefined where they are not.
 */
export function quantizationOf(config: Readonly<Record<string, unknown>>, configPath: string): ReadModules | undefined {
  const { quantization, path } = settingsOf(config, configPath);
  if (quantization === null || quantization === undefined) {
    return undefined;
  }
  if (typeof quantization !== 'object' || Array.isArray(quantization)) {
    throw new DataError(`${path}: quantization_config is ${valueText(quantization)}, expected an object`);
  }
  const settings = quantization as Record<string, unknown>;
  // AutoAWQ did not always say that it is AWQ; nobody else has these.
  const isAwq = 'w_bit' in settings || 'q_group_size' in settings;
  const method = settings['quant_method'] ?? (isAwq ? 'awq' : undefined);
  const name = typeof method === 'string' ? method.toLowerCase() : '';
  if (!Object.hasOwn(METHODS, name)) {
    const known = Object.keys(METHODS).map(valueText).join(', ');
    throw new DataError(
      `${path}: quantization_config.quant_method is ${valueText(method)}: not supported, expected one of ${known}`,
    );
  }
  return METHODS[name](settings, path);
}

function settingsOf(config: Readonly<Record<string, unknown>>, path: string): { quantization: unknown; path: string } {
  const own = config['quantization_config'];
  if (own !== null && own !== undefined) {
    return { quantization: own, path };
  }
  for (const [file, method] of Object.entries(OLD_SETTINGS)) {
    const other = join(dirname(path), file);
    if (existsSync(other)) {
      const settings = parseUniqueJson(other);
      const isObject = typeof settings === 'object' && settings !== null && !Array.isArray(settings);
      return { quantization: isObject ? { quant_method: method, ...settings } : (settings ?? []), path: other };
    }
  }
  return { quantization: undefined, path };
}
