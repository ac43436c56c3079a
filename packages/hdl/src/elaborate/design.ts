import { checkDesign } from '../check/index.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DesignError } from '../diagnostics/error.ts';
import { collecting, noteWhile } from '../diagnostics/report.ts';
import type { Design, Module } from '../ir/index.ts';
import type { AnyModule } from '../module/module.ts';
import { elaborateModule } from './module.ts';
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

/** Runs the module bodies and the checks. Throws one `DesignError` with everything that is wrong. */
export function elaborate(top: AnyModule, options: ElaborateOptions = {}): Elaborated {
  return inSession(options.prefix ?? '', (session) =>
    collecting(session, () => {
      const module = elaborateTop(top);
      const design: Design = { top: module, modules: session.modules };
      // A module that uses what is not its own was left empty: nothing can be said of it but that.
      const whole = session.diagnostics.every(({ code }) => code !== 'scope');
      const diagnostics = [...session.diagnostics, ...(whole ? checkDesign(design) : [])];
      if (diagnostics.some(({ severity }) => severity === 'error')) {
        throw new DesignError(diagnostics);
      }
      return { design, warnings: diagnostics };
    }),
  );
}

function elaborateTop(top: AnyModule): Module {
  try {
    return elaborateModule(top);
  } catch (error) {
    noteWhile(error, top.name);
    throw error;
  }
}
