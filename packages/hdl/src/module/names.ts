import { fail } from '../diagnostics/report.ts';
import type { Location } from '../ir/index.ts';
import { nameProblem, shownName } from '../verilog/identifier.ts';

/** Reports a name that cannot stand in Verilog, or of a file. Whether it can. */
export function checkName(name: unknown, what: string, at: Location, keywords = true): boolean {
  const problem = nameProblem(name, { keywords });
  if (problem) {
    fail('name', `${what} ${shownName(name)} ${problem}`, { places: [{ at }] });
  }
  return problem === undefined;
}

/** Reports values that Verilog cannot write, and names that it cannot read, of attributes or parameters. */
export function checkConstants(values: Readonly<Record<string, unknown>>, what: string, at: Location): void {
  for (const [name, value] of Object.entries(values)) {
    checkName(name, what, at);
    if (typeof value !== 'string' && typeof value !== 'bigint' && !Number.isFinite(value)) {
      fail('literal', `${what} ${shownName(name)} is a string or a finite number, not ${String(value)}`, {
        places: [{ at }],
      });
    }
  }
}
