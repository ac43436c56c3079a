import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashText } from '@chisel-lite/testbench';
import { allUnits, type Unit } from '../units.ts';
import type { Cells } from './cells.ts';

export interface Module {
  readonly name: string;
  readonly source: string;
  /** Stands for the hardware that the module's text says. */
  readonly text: string;
  /** What needs no command: whether the text says what it is for, and what the linter says of it. */
  readonly cells: Cells;
}

/** A module's own text. */
const ownText = ({ name, sources }: Unit): string => sources[`${name}.v`];

/** What becomes hardware: without comments, and without what only formal tools read. */
const hardwareOf = (text: string): string =>
  text
    .replaceAll(/^`ifdef FORMAL$[\s\S]*?^`endif.*$/gm, '')
    .replaceAll(/ *\/\/.*$/gm, '')
    .replaceAll(/\n\s*\n/g, '\n');

/** Lines of comment in front of the module, besides licence, source and warning not to edit. */
const isDocumented = (text: string): boolean =>
  /^\/\/ \S+/m.test(text.split(/^module /m)[0].replace(/^\/\/ (SPDX|Generated).*$/gm, ''));

/** Complaints by module; undefined without Verilator. */
function lint(units: readonly Unit[]): Map<string, number> | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'macromac-lint-'));
  try {
    const counts = new Map(units.map(({ name }) => [name, 0]));
    // A module that another instantiates is judged where it stands.
    const inner = new Set(
      units.flatMap(({ name, sources }) => Object.keys(sources).filter((file) => file !== `${name}.v`)),
    );
    for (const unit of units) {
      for (const [file, text] of Object.entries(unit.sources)) {
        writeFileSync(join(folder, file), text);
      }
    }
    for (const { name, sources } of units.filter((unit) => !inner.has(`${unit.name}.v`))) {
      const { error, stdout, stderr } = spawnSync(
        'verilator',
        ['--lint-only', '-Wall', '--top-module', name, ...Object.keys(sources)],
        { cwd: folder, encoding: 'utf8' },
      );
      if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') {
        return undefined;
      }
      for (const [, module] of `${stdout}${stderr}`.matchAll(/^%(?:Warning|Error)[^:]*: (\w+)\.v:/gm)) {
        counts.set(module, (counts.get(module) ?? 0) + 1);
      }
    }
    return counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every emitted module that a bench judges. */
export async function allModules(): Promise<Module[]> {
  const units = await allUnits();
  const complaints = lint(units);
  return units.map((unit): Module => {
    const text = ownText(unit);
    const said = complaints?.get(unit.name);
    const folder = unit.bench.source.startsWith('lib/') ? 'packages/hdl/src/' : 'rtl/';
    return {
      name: unit.name,
      source: `${folder}${unit.bench.source}`,
      text: hashText(hardwareOf(text)).toString(16),
      cells: { documented: isDocumented(text), ...(said === undefined ? {} : { lint: said }) },
    };
  });
}
