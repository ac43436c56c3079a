import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Module, rangeText, type Signal, unreadRanges } from '../ir/index.ts';

/**
 * Warnings about what nobody reads: inputs and wires, wholly or in part, and registers. Outputs of instances may stay
 * unread; `unused(x)` says that the rest is meant.
 */
export function checkUnread(module: Module): Diagnostic[] {
  const instanceOutputs = new Set<Signal>();
  for (const item of module.items) {
    if (item.kind === 'instance') {
      for (const signal of item.outputs.values()) {
        instanceOutputs.add(signal);
      }
    }
  }
  const found: Diagnostic[] = [];
  for (const [signal, gaps] of unreadRanges(module)) {
    if (instanceOutputs.has(signal) || module.unused?.has(signal)) {
      continue;
    }
    const register = signal.kind === 'register';
    const names = gaps.map((gap) => `\`${rangeText(signal.name, gap, signal.width)}\``).join(', ');
    found.push({
      severity: 'warning',
      code: register ? 'never-read' : 'unused',
      message: `${register ? 'register ' : signal.kind === 'input' ? 'input ' : ''}${names} is never read`,
      places: [{ at: signal.at }],
      hint: 'unused(x) says that this is meant',
      module: module.name,
    });
  }
  return found;
}
