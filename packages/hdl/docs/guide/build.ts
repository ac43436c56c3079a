/**
 * `npx tsx packages/hdl/docs/guide/build.ts`: writes docs/guide.md from guide/template.md. A line
 * `<!-- example: name Module -->` becomes the region `name` of examples.ts beside the Verilog of `Module`, so neither
 * can go stale.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AnyModule, emit } from '@chisel-lite/hdl';
import * as examples from './examples.ts';

const HERE = import.meta.dirname;
export const GUIDE = join(HERE, '../guide.md');

/** Parametric modules are shown with these arguments. */
const instances: Readonly<Record<string, AnyModule>> = {
  ...(Object.fromEntries(Object.entries(examples).filter(([, value]) => isModule(value))) as Record<string, AnyModule>),
  Clamp: examples.Clamp(8, 100),
  Register: examples.Register(examples.pixel),
};

function isModule(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'body' in value;
}

export function buildGuide(): string {
  const source = readFileSync(join(HERE, 'examples.ts'), 'utf8');
  // The guide lies a folder above its template.
  const template = readFileSync(join(HERE, 'template.md'), 'utf8').replaceAll('](../', '](');
  return template.replaceAll(/^<!-- example: (\w+) (\w+) -->$/gm, (_, region: string, name: string) => {
    const text = new RegExp(`// #region ${region}\\n([\\s\\S]*?)// #endregion`).exec(source)?.[1];
    const design = instances[name];
    if (!text || !design) {
      throw new Error(`examples.ts has no region ${region} with module ${name}`);
    }
    const { files, design: elaborated } = emit(design, { comments: false });
    const verilog = files
      .get(`${elaborated.top.name}.v`)!
      .replaceAll(/`default_nettype \w+\n\n?/g, '')
      .trim();
    return `\`\`\`ts\n${text.trim()}\n\`\`\`\n\n\`\`\`verilog\n${verilog}\n\`\`\``;
  });
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(`${GUIDE}.partial`, buildGuide());
  renameSync(`${GUIDE}.partial`, GUIDE);
}
