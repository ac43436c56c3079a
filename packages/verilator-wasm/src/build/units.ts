import { availableParallelism } from 'node:os';
import type { Generated } from './symbols.ts';

/** Below this much generated code a second compiler costs more than it saves. */
const UNIT_BYTES = 600_000;

export const processors = availableParallelism();

/** DPI exports have a file of their own that nothing here calls. */
const isSource = (name: string): boolean => name.endsWith('.cpp') && !name.endsWith('__Dpi.cpp');

/** Groups the generated C++ files into translation units: one for a small design, else one for each processor. */
export function translationUnits(generated: Generated): string[][] {
  const files = [...generated].filter(([name]) => isSource(name)).sort(([, a], [, b]) => b.length - a.length);
  const total = files.reduce((sum, [, text]) => sum + text.length, 0);
  const count = Math.max(1, Math.min(processors, Math.floor(total / UNIT_BYTES)));
  const units = Array.from({ length: count }, () => ({ names: [] as string[], bytes: 0 }));
  for (const [name, text] of files) {
    const smallest = units.reduce((least, unit) => (unit.bytes < least.bytes ? unit : least));
    smallest.names.push(name);
    smallest.bytes += text.length;
  }
  return units.map(({ names }) => names.sort());
}

export const unitText = (names: readonly string[]): string => names.map((name) => `#include "${name}"\n`).join('');
