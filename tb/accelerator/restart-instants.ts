import type { AnyModule, ir } from '@chisel-lite/hdl';
import { elaborate } from '@chisel-lite/hdl';

/** A register that has a reset, by its path, and its value then. */
export interface ResetRegister {
  readonly path: string;
  readonly module: string;
  readonly init: number;
}

/**
 * Registers with a reset of a design and its parts, but those in `except`; of modules that are there several times,
 * those of the first.
 */
export function resetRegisters(design: AnyModule, except: ReadonlySet<string>): ResetRegister[] {
  const seen = new Set<string>();
  const walk = (module: ir.Module, prefix: string): ResetRegister[] => {
    const own = [...module.signals, ...module.ports].flatMap(({ name, domain, init, width }): ResetRegister[] => {
      const key = `${module.name}.${name}`;
      if (!domain || init === undefined || width > 32 || seen.has(key) || except.has(prefix + name)) {
        return [];
      }
      seen.add(key);
      return [{ path: prefix + name, module: module.name, init: Number(init) }];
    });
    const parts = module.items.flatMap((item) =>
      item.kind === 'instance' && !except.has(item.name) ? walk(item.module, `${prefix}${item.name}.`) : [],
    );
    return [...own, ...parts];
  };
  return walk(elaborate(design).design.top, '');
}
