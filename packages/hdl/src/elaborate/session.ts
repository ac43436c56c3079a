import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { forgetPlaces } from '../diagnostics/location.ts';
import type { Module } from '../ir/index.ts';
import type { AnyModule } from '../module/module.ts';

/** One elaboration of one design: modules found so far, in order of completion, and what is wrong with them. */
export interface Session {
  /** In front of the names of modules. */
  readonly prefix: string;
  readonly diagnostics: Diagnostic[];
  /** Name of the module whose body runs. */
  module: string | undefined;
  readonly byDef: Map<AnyModule, Module>;
  readonly byName: Map<string, Module>;
  readonly modules: Module[];
  /** Names of the modules that become files, by the name in small letters. */
  readonly fileNames: Map<string, Module>;
  /** Modules whose bodies are running, outermost first: one that turns up again contains itself. */
  readonly open: Set<AnyModule>;
}

let session: Session | undefined;

export function currentSession(): Session {
  if (!session) {
    throw new Error('no elaboration is running');
  }
  return session;
}

export function inSession<R>(prefix: string, body: (session: Session) => R): R {
  const outer = session;
  forgetPlaces();
  session = {
    prefix,
    diagnostics: [],
    module: undefined,
    byDef: new Map(),
    byName: new Map(),
    modules: [],
    fileNames: new Map(),
    open: new Set(),
  };
  try {
    return body(session);
  } finally {
    session = outer;
  }
}
