import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import {
  type Expr,
  type Item,
  itemExpressions,
  type Location,
  leafStatements,
  type Memory,
  type Module,
  type Signal,
  type Statement,
  walk,
} from '../ir/index.ts';

interface Uses {
  readonly writes: Location[];
  /** Registers loaded straight from the memory. */
  readonly synchronous: { readonly register: Signal; readonly at: Location }[];
  readonly asynchronous: Location[];
}

/** A memory's style is one that its ports allow. */
export function checkMemories(module: Module): Diagnostic[] {
  if (module.memories.length === 0) {
    return [];
  }
  const uses = new Map<Memory, Uses>(
    module.memories.map((memory) => [memory, { writes: [], synchronous: [], asynchronous: [] }]),
  );
  for (const item of module.items) {
    noteItem(item, uses);
  }
  return [...uses].flatMap(([memory, use]) => problems(module, memory, use));
}

function noteItem(item: Item, uses: ReadonlyMap<Memory, Uses>): void {
  const direct = new Set<Expr>();
  if (item.kind === 'clocked') {
    leafStatements(item.body, (leaf: Statement) => {
      if (leaf.kind === 'memoryWrite') {
        uses.get(leaf.memory)?.writes.push(leaf.at);
      }
      if (leaf.kind !== 'assign') {
        return;
      }
      const read = source(leaf.value);
      if (read.kind !== 'memoryRead') {
        return;
      }
      direct.add(read);
      uses.get(read.memory)?.synchronous.push({ register: leaf.target.signal, at: leaf.at });
    });
  }
  const seen = new Set<Expr>();
  itemExpressions(item, (root) =>
    walk(
      [root],
      (e) => {
        if (e.kind === 'memoryRead' && !direct.has(e)) {
          uses.get(e.memory)?.asynchronous.push(item.at);
        }
      },
      seen,
    ),
  );
}

/** Behind casts and slices (a bundle is read member by member). */
function source(e: Expr): Expr {
  return e.kind === 'cast' || e.kind === 'slice' ? source(e.a) : e;
}

function problems(module: Module, memory: Memory, uses: Uses): Diagnostic[] {
  const style = memory.attributes['ram_style'];
  const clockedOnly = style === 'block' || style === 'ultra';
  const report = (severity: 'error' | 'warning', message: string, places: Place[], hint?: string): Diagnostic => ({
    severity,
    code: 'memory',
    message,
    places: [...places, { at: memory.at, note: 'declared here' }],
    hint,
    module: module.name,
  });
  const found: Diagnostic[] = [];
  if (clockedOnly && uses.asynchronous.length > 0) {
    found.push(
      report(
        'error',
        `\`${memory.name}\` is to be ${style} RAM but is read without a register`,
        [{ at: uses.asynchronous[0] }],
        "load a register with it: registered({ q: memory.read(address) }), or choose style 'distributed'",
      ),
    );
  }
  const reset = uses.synchronous.find(({ register }) => register.init !== undefined);
  if (clockedOnly && reset) {
    found.push(
      report(
        'warning',
        `the read register \`${reset.register.name}\` of \`${memory.name}\` has a reset value, which keeps it out of the RAM`,
        [{ at: reset.at }],
      ),
    );
  }
  if (clockedOnly && uses.writes.length > 2) {
    found.push(
      report(
        'error',
        `\`${memory.name}\` has ${uses.writes.length} write ports; ${style} RAM has two`,
        uses.writes.map((at) => ({ at })),
      ),
    );
  }
  return found;
}
