import { instrument, MUTANT_PORT } from '../mutation/instrument.ts';
import type { Mutant } from '../mutation/mutants.ts';
import { parseModule } from '../mutation/parse.ts';
import { type Problem, WRAPPER } from './problem.ts';

/** The wrapper's input that chooses a mutant; 0 is none. */
export const CHOICE = MUTANT_PORT;
const PORT = `input  wire [15:0] ${MUTANT_PORT}`;

/**
 * The problem with all mutants of a module in it: an input of the wrapper, handed down to every instance of the module,
 * chooses the one in force.
 */
export function withMutants(problem: Problem, module: string, mutants: readonly Mutant[]): Record<string, string> {
  const changed: Record<string, string> = {
    [`${module}.v`]: instrument(problem.files.get(`${module}.v`)!, mutants),
  };
  const hands = new Set([module]);
  // Modules are in the order of the design, instances before what holds them.
  for (const { name } of problem.design.modules) {
    const text = changed[`${name}.v`] ?? problem.files.get(`${name}.v`);
    if (text === undefined || hands.has(name)) {
      continue;
    }
    const handed = handDown(text, hands);
    if (handed !== text) {
      const { portsEnd } = parseModule(handed);
      changed[`${name}.v`] = `${handed.slice(0, portsEnd)},\n  ${PORT}${handed.slice(portsEnd)}`;
      hands.add(name);
    }
  }
  if (!hands.has(problem.top.name)) {
    throw new Error(`no instance of ${module} in ${problem.top.name}`);
  }
  changed[`${WRAPPER}.v`] = handDown(problem.wrapper, hands).replace('(\n', `(\n  ${PORT},\n`);
  return changed;
}

const handDown = (text: string, to: ReadonlySet<string>): string =>
  text.replaceAll(/^( +)(\w+) (\w+) \($/gm, (whole, indent, module, instance) =>
    to.has(module) ? `${indent}${module} ${instance} (\n${indent}  .${MUTANT_PORT}(${MUTANT_PORT}),` : whole,
  );
