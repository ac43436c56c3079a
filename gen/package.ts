import { createHash } from 'node:crypto';
import { emit } from '@chisel-lite/hdl';
import { designOf, parametersOf } from './design.ts';
import { rtlRevision } from './revision.ts';
import type { Variant } from './variants.ts';

/**
 * File name to text of a variant: its modules, `files.f` (a list in compilation order), `ports.md`, and `manifest.json` (what was built, from
 * which revision of `rtl/`, and the hash of each file).
 */
export function variantFiles(variant: Variant): Map<string, string> {
  const { files, design } = emit(designOf(variant));
  const ports = design.top.ports.map(({ kind, name, width }) => ({ name, direction: kind, width }));
  const manifest = {
    top: variant.top,
    about: variant.about,
    parameters: parametersOf(variant),
    revision: { rtl: rtlRevision() },
    ports,
    files: Object.fromEntries([...files].map(([name, text]) => [name, sha256(text)])),
  };
  return new Map([
    ...files,
    ['files.f', `${[...files.keys()].join('\n')}\n`],
    ['ports.md', portTable(variant, ports)],
    ['manifest.json', `${JSON.stringify(manifest, null, 2)}\n`],
  ]);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function portTable(variant: Variant, ports: readonly { name: string; direction: string; width: number }[]): string {
  const rows = ports.map(({ name, direction, width }) => `| \`${name}\` | ${direction} | ${width} |`);
  return [
    `# ${variant.top}: ${variant.about}`,
    '',
    '| port | direction | bits |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
