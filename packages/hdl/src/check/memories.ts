import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import {
  type ClockedProcess,
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
  /** Of each port that writes, a place; statements without a port are ports of their own. */
  readonly writes: Map<object, Location>;
  readonly clocks: Map<string, Location>;
  /** Ports that take several words at once. */
  readonly wide: Set<object>;
  /** The first write that nothing keeps out in reset. */
  inReset: Location | undefined;
  /** Registers loaded straight from the memory. */
  readonly synchronous: { readonly register: Signal; readonly at: Location }[];
  readonly asynchronous: Location[];
}

/** A memory's style is one that its ports allow. */
export function checkMemories(module: Module): Diagnostic[] {
  if (module.memories.length === 0) {
    return [];
  }
  const uses = new Map<Memory, Uses>(module.memories.map((memory) => [memory, newUses()]));
  for (const item of module.items) {
    noteItem(item, uses);
  }
  return [...uses].flatMap(([memory, use]) => problems(module, memory, use));
}

const newUses = (): Uses => ({
  writes: new Map(),
  clocks: new Map(),
  wide: new Set(),
  inReset: undefined,
  synchronous: [],
  asynchronous: [],
});

function noteItem(item: Item, uses: ReadonlyMap<Memory, Uses>): void {
  const direct = new Set<Expr>();
  if (item.kind === 'clocked') {
    const { domain } = item;
    const clock = `${domain.falling ? 'falling ' : ''}${domain.clock.name}`;
    leafStatements(item.body, (leaf: Statement) => {
      if (leaf.kind === 'memoryWrite') {
        const { writes, clocks, wide } = uses.get(leaf.memory)!;
        const port = leaf.port ?? leaf;
        if (leaf.mask?.kind !== 'const' && leaf.port && writes.has(port)) {
          wide.add(port);
        }
        if (!writes.has(port)) {
          writes.set(port, leaf.at);
        }
        clocks.set(clock, leaf.at);
      }
      if (leaf.kind !== 'assign') {
        return;
      }
      const read = source(leaf.value);
      if (read.kind !== 'memoryRead') {
        return;
      }
      direct.add(read);
      const use = uses.get(read.memory)!;
      use.synchronous.push({ register: leaf.target.signal, at: leaf.at });
      use.clocks.set(clock, leaf.at);
    });
    noteWritesInReset(item, uses);
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

/** Notes the writes under conditions none of which asks for the reset. */
function noteWritesInReset({ domain, body }: ClockedProcess, uses: ReadonlyMap<Memory, Uses>): void {
  const { reset } = domain;
  if (!reset) {
    return;
  }
  const answers = new Map<Expr, boolean>();
  const asks = (condition: Expr): boolean => {
    let answer = answers.get(condition);
    if (answer === undefined) {
      let found = false;
      walk([condition], (e) => {
        found ||= e.kind === 'ref' && e.signal === reset.signal;
      });
      answer = found;
      answers.set(condition, answer);
    }
    return answer;
  };
  const visit = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      if (statement.kind === 'memoryWrite') {
        const use = uses.get(statement.memory)!;
        if (!statement.mask || !asks(statement.mask)) {
          use.inReset ??= statement.at;
        }
      } else if (statement.kind === 'when') {
        // Later arms run where earlier conditions do not hold.
        const open = statement.arms.findIndex(({ condition }) => asks(condition));
        for (const arm of open < 0 ? statement.arms : statement.arms.slice(0, open)) {
          visit(arm.body);
        }
        if (open < 0) {
          visit(statement.otherwise ?? []);
        }
      } else if (statement.kind === 'switch' && !asks(statement.subject)) {
        for (const each of statement.cases) {
          visit(each.body);
        }
        visit(statement.otherwise ?? []);
      }
    }
  };
  visit(body);
}

/** Behind casts and slices (a bundle is read member by member). */
function source(e: Expr): Expr {
  return e.kind === 'cast' || e.kind === 'slice' ? source(e.a) : e;
}

function problems(module: Module, memory: Memory, uses: Uses): Diagnostic[] {
  const style = memory.attributes['ram_style'];
  const clockedOnly = style === 'block' || style === 'ultra';
  const report: Report = (severity, message, places, hint) => ({
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
  if (clockedOnly && uses.writes.size > 2) {
    found.push(
      report(
        'error',
        `\`${memory.name}\` has ${uses.writes.size} write ports; ${style} RAM has two`,
        [...uses.writes.values()].map((at) => ({ at })),
      ),
    );
  }
  if (style === 'ultra') {
    found.push(...ultraProblems(memory, uses, report));
  }
  if (memory.init && uses.inReset && memory.writesInReset === undefined) {
    found.push(
      report(
        'warning',
        `\`${memory.name}\` has initial words, which its writes may change while the reset is active`,
        [{ at: uses.inReset }],
        '{ writesInReset: false } of the memory keeps them out, true says that it is meant',
      ),
    );
  }
  return found;
}

type Report = (severity: 'error' | 'warning', message: string, places: Place[], hint?: string) => Diagnostic;

/** UltraRAM has one clock, words of one width, and zeros at power-up (UG573, chapter 2). */
function ultraProblems(memory: Memory, uses: Uses, report: Report): Diagnostic[] {
  const found: Diagnostic[] = [];
  const clocks = [...uses.clocks];
  if (clocks.length > 1) {
    const names = clocks.map(([name]) => name).join(' and ');
    const message = `\`${memory.name}\` is to be ultra RAM, which has one clock, but is used on ${names}`;
    found.push(
      report(
        'error',
        message,
        clocks.map(([, at]) => ({ at })),
        "choose style 'block'",
      ),
    );
  }
  if (memory.init?.some((word) => word !== 0n)) {
    const message = `\`${memory.name}\` is to be ultra RAM, which is zero at power-up, but has initial words`;
    found.push(report('error', message, [], "choose style 'block'"));
  }
  if (uses.wide.size > 0) {
    const message = `\`${memory.name}\` is to be ultra RAM, whose ports have one width, but a port takes several words`;
    found.push(report('error', message, [{ at: uses.writes.get([...uses.wide][0])! }], "choose style 'block'"));
  }
  return found;
}
