import { analyseClocks, type ModuleCrossing } from '../check/clock-crossing.ts';
import { expectDesign } from '../elaborate/design.ts';
import type { Design, Module } from '../ir/index.ts';

/** A value that goes from the registers of one clock to those of another. */
export interface Crossing extends ModuleCrossing {
  /** Where both clocks have the names given: the path of an instance, empty for the top. */
  readonly scope: string;
}

/** Every value of the design that crosses between clocks, and how; registers by their path below the top. */
export function crossings(design: Design): Crossing[] {
  const found: Crossing[] = [];
  const { crossings: own } = analyseClocks(expectDesign(design, 'crossings'));
  const visit = (module: Module, scope: string): void => {
    const inside = (path: string) => (scope === '' ? path : `${scope}.${path}`);
    for (const each of own.get(module) ?? []) {
      found.push({ ...each, from: inside(each.from), to: inside(each.to), scope });
    }
    for (const item of module.items) {
      if (item.kind === 'instance') {
        visit(item.module, inside(item.name));
      }
    }
  };
  visit(design.top, '');
  return found;
}

/** Vivado's cells of a register. */
const cells = (path: string): string => {
  const name = path.replaceAll('.', '/');
  return `[get_cells -quiet -hierarchical -filter {NAME =~ *${name}_reg || NAME =~ *${name}_reg[*]}]`;
};

/** Those of a distributed memory; others have no path from clock to clock. */
const memoryCells = (path: string): string =>
  `[get_cells -quiet -hierarchical -filter {NAME =~ *${path.replaceAll('.', '/')}_reg*}]`;

/**
 * Timing constraints for Vivado (XDC): a single bit that is synchronised has no deadline; the bits of a Gray-coded
 * value arrive within a period of their own clock, so that no two changes meet. What a memory gives to another clock
 * stood there before it was asked for. Related clocks are timed as they are.
 */
export function crossingConstraints(design: Design): string {
  const lines = crossings(design).flatMap(({ from, to, fromClock, toClock, width, kind }) => {
    const what = `# ${from} (${fromClock}) to ${to} (${toClock}), ${width} ${width === 1 ? 'bit' : 'bits'}: ${kind}`;
    const ends = `-from ${cells(from)} -to ${cells(to)}`;
    const period = `[get_property -min PERIOD [get_clocks -of_objects ${cells(from)}]]`;
    const constraints = {
      related: [],
      memory: [`set_false_path -quiet -from ${memoryCells(from)} -to ${cells(to)}`],
      synchroniser: [`set_false_path ${ends}`],
      gray: [`set_max_delay -datapath_only ${period} ${ends}`, `set_bus_skew ${period} ${ends}`],
    };
    return [what, ...constraints[kind]];
  });
  return lines.map((line) => `${line}\n`).join('');
}
