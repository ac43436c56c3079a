import { checkDesign } from '../check/index.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DesignError } from '../diagnostics/error.ts';
import { collecting, guarded, noteWhile, stop } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import type { Design, Module } from '../ir/index.ts';
import type { AnyModule } from '../module/module.ts';
import { expectRecord } from '../types/data.ts';
import { elaborateModule } from './elaborate-module.ts';
import { inSession } from './session.ts';

export interface ElaborateOptions {
  /** In front of the names of all modules that do not begin with it. */
  readonly prefix?: string;
}

export interface Elaborated {
  readonly design: Design;
  /** Findings that do not stop the design. */
  readonly warnings: readonly Diagnostic[];
}

/** The value, where it is an elaborated design; reports what is none. */
export const expectDesign = (design: Design, what: string): Design =>
  typeof design === 'object' && design !== null && Array.isArray(design.modules) && 'top' in design
    ? design
    : stop('type', `${what}: a design is expected, not ${shownValue(design)}`, {
        hint: 'elaborate(module).design is the design of a module',
      });

/** Runs the module bodies and the checks. Throws one `DesignError` with everything that is wrong. */
export function elaborate(top: AnyModule, options: ElaborateOptions = {}): Elaborated {
  const { prefix = '' } = expectRecord(options, 'elaborate: what holds the options');
  return inSession(prefix, (session) =>
    collecting(session, () => {
      const module = deepTraces(() => elaborateTop(top));
      const design: Design = { top: module, modules: session.modules };
      // A module that uses what is not its own was left empty: nothing can be said of it but that.
      const whole = session.diagnostics.every(({ code }) => code !== 'scope');
      const diagnostics = [
        ...session.diagnostics,
        ...(whole ? guarded(module.name, module.at, () => checkDesign(design)) : []),
      ];
      if (diagnostics.some(({ severity }) => severity === 'error')) {
        throw new DesignError(diagnostics);
      }
      return { design, warnings: diagnostics };
    }),
  );
}

/** Frames that an exception keeps while bodies run: enough to reach the user's from inside the library. */
const FRAMES = 50;

function deepTraces<R>(body: () => R): R {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = Math.max(FRAMES, limit);
  try {
    return body();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function elaborateTop(top: AnyModule): Module {
  if (typeof top !== 'object' || top === null || !('inputs' in top)) {
    return stop('type', `a module is expected, not ${shownValue(top)}`);
  }
  try {
    return elaborateModule(top);
  } catch (error) {
    noteWhile(error, top.name);
    throw error;
  }
}
