import type { ir } from '@chisel-lite/hdl';
import type { Cell, CellKind, Net, Pin, Schematic } from '../shared/schematic.ts';

/** Signs of operators, as a schematic has them. */
const BINARY: Readonly<Record<ir.BinaryOp, string>> = {
  add: '+',
  sub: '−',
  mul: '×',
  div: '÷',
  rem: 'rem',
  and: '&',
  or: '|',
  xor: '^',
  eq: '=',
  ne: '≠',
  lt: '<',
  le: '≤',
  gt: '>',
  ge: '≥',
  shl: '«',
  shr: '»',
};
const UNARY: Readonly<Record<ir.UnaryOp, string>> = {
  not: '~',
  neg: '−',
  reduceAnd: 'all',
  reduceOr: 'any',
  reduceXor: 'parity',
};

/** Where a value comes from: a pin of a cell, and the wire by which its author calls it. */
interface Source {
  readonly cell: string;
  readonly pin: string;
  readonly width: number;
  readonly name?: string;
}

/** Values of the targets of a process at one place in it. */
type Values = Map<ir.Signal, Source>;

const pin = (name: string, label = ''): Pin => ({ name, label });

/**
 * Draws what the elaborated module says: one cell an operation, registers with what they take, no clocks and resets.
 */
export const schematicOf = (module: ir.Module): Schematic => new Drawing(module).finish();

class Drawing {
  readonly #module: ir.Module;
  readonly #cells: Cell[] = [];
  readonly #nets: Net[] = [];
  readonly #signals = new Map<ir.Signal, Source>();
  readonly #expressions = new Map<ir.Expr, Source>();
  readonly #memories = new Map<ir.Memory, { readonly id: string; readonly inputs: Pin[]; readonly outputs: Pin[] }>();
  /** What drives each wire and output that no register does. */
  readonly #drivers = new Map<ir.Signal, ir.Item[]>();
  readonly #processes = new Map<ir.CombProcess, Values>();
  readonly #underWay = new Set<ir.Signal>();

  constructor(module: ir.Module) {
    this.#module = module;
  }

  finish(): Schematic {
    const { name, ports, signals, items } = this.#module;
    const silent = clocksAndResets(this.#module);
    for (const signal of ports) {
      if (signal.kind === 'input' && !silent.has(signal)) {
        const cell = this.#cell('input', signal.name, [], ['']);
        this.#signals.set(signal, { cell, pin: 'y', width: signal.width });
      }
    }
    for (const signal of [...ports, ...signals]) {
      if (signal.domain !== undefined) {
        this.#register(signal);
      }
    }
    for (const memory of this.#module.memories) {
      const inputs: Pin[] = [];
      const outputs: Pin[] = [];
      const id = this.#add('memory', memory.name, inputs, outputs, `${memory.depth} × ${memory.width}`);
      this.#memories.set(memory, { id, inputs, outputs });
    }
    for (const item of items) {
      for (const target of targetsOf(item)) {
        this.#drivers.set(target, [...(this.#drivers.get(target) ?? []), item]);
      }
      if (item.kind === 'instance') {
        this.#instance(item);
      }
    }
    for (const item of items) {
      if (item.kind === 'clocked') {
        this.#clocked(item);
      } else if (item.kind === 'instance') {
        for (const [port, value] of shownInputs(item)) {
          this.#connect(this.#value(value), `instance ${item.name}`, port);
        }
      }
    }
    for (const signal of ports) {
      if (signal.kind === 'output') {
        this.#connect(this.#signal(signal), this.#cell('output', signal.name, [''], []), 'a');
      }
    }
    return { module: name, ...this.#read() };
  }

  /** Cells and nets that somebody reads. */
  #read(): Pick<Schematic, 'cells' | 'nets'> {
    const into = new Map<string, Net[]>();
    for (const net of this.#nets) {
      into.set(net.to.cell, [...(into.get(net.to.cell) ?? []), net]);
    }
    const isGate = ({ kind }: Cell) => kind === 'operator' || kind === 'mux' || kind === 'constant';
    const read = new Set(this.#cells.filter((cell) => !isGate(cell)).map(({ id }) => id));
    for (const id of read) {
      for (const { from } of into.get(id) ?? []) {
        read.add(from.cell);
      }
    }
    return {
      cells: this.#cells.filter(({ id }) => read.has(id)),
      nets: this.#nets.filter(({ to }) => read.has(to.cell)),
    };
  }

  #add(kind: CellKind, label: string, inputs: readonly Pin[], outputs: readonly Pin[], detail?: string): string {
    const id = `${kind} ${this.#cells.length}`;
    this.#cells.push({ id, kind, label, inputs, outputs, ...(detail === undefined ? {} : { detail }) });
    return id;
  }

  /** A cell with inputs a, b, … and outputs y, z, each with its label. */
  #cell(kind: CellKind, label: string, inputs: readonly string[], outputs: readonly string[]): string {
    const pins = (labels: readonly string[], first: string) =>
      labels.map((each, i) => pin(String.fromCharCode(first.charCodeAt(0) + i), each));
    return this.#add(kind, label, pins(inputs, 'a'), pins(outputs, 'y'));
  }

  #connect({ cell, pin: from, width, name }: Source, to: string, toPin: string): void {
    this.#nets.push({ from: { cell, pin: from }, to: { cell: to, pin: toPin }, width, name });
  }

  /** An operation on values, one output. */
  #operation(
    kind: 'operator' | 'mux',
    label: string,
    operands: readonly Source[],
    width: number,
    labels: string[] = [],
  ) {
    const cell = this.#cell(
      kind,
      label,
      operands.map((_, i) => labels[i] ?? ''),
      [''],
    );
    for (const [i, operand] of operands.entries()) {
      this.#connect(operand, cell, String.fromCharCode(97 + i));
    }
    return { cell, pin: 'y', width };
  }

  #constant(text: string, width: number): Source {
    return { cell: this.#cell('constant', text, [], ['']), pin: 'y', width };
  }

  #register(signal: ir.Signal): void {
    const { name, width, init, labels } = signal;
    const reset = init === undefined ? undefined : `reset ${labels?.members.get(init) ?? init}`;
    const cell = this.#add('register', width > 1 ? `${name} [${width}]` : name, [pin('d')], [pin('q')], reset);
    this.#signals.set(signal, { cell, pin: 'q', width });
  }

  #instance(item: ir.Instance): void {
    const inputs = shownInputs(item).map(([name]) => pin(name, name));
    const outputs = [...item.outputs].map(([name]) => pin(name, name));
    const id = `instance ${item.name}`;
    this.#cells.push({ id, kind: 'instance', label: item.name, detail: item.module.name, inputs, outputs });
    for (const [port, signal] of item.outputs) {
      this.#signals.set(signal, { cell: id, pin: port, width: signal.width, name: signal.name });
    }
  }

  #clocked({ body, targets }: ir.ClockedProcess): void {
    const before: Values = new Map(targets.map((target) => [target, this.#signal(target)]));
    const after = this.#run(body, before, undefined);
    for (const target of targets) {
      const value = after.get(target)!;
      if (value !== before.get(target)) {
        this.#connect(value, before.get(target)!.cell, 'd');
      }
    }
  }

  #signal(signal: ir.Signal): Source {
    const known = this.#signals.get(signal);
    if (known) {
      return known;
    }
    if (this.#underWay.has(signal)) {
      return this.#constant('…', signal.width);
    }
    this.#underWay.add(signal);
    const value = { ...this.#driven(signal), ...(signal.kind === 'wire' ? { name: signal.name } : {}) };
    this.#underWay.delete(signal);
    this.#signals.set(signal, value);
    return value;
  }

  /** What drives a wire: an expression, a process, or slices one beside the other. */
  #driven(signal: ir.Signal): Source {
    if (signal.kind === 'input') {
      // A clock or reset that is read as a value.
      return { cell: this.#cell('input', signal.name, [], ['']), pin: 'y', width: signal.width };
    }
    const drivers = this.#drivers.get(signal) ?? [];
    const [first] = drivers;
    if (first?.kind === 'comb') {
      let values = this.#processes.get(first);
      if (!values) {
        const undriven = first.targets.map((target) => [target, this.#constant('?', target.width)] as const);
        values = this.#run(first.body, new Map(undriven), undefined);
        this.#processes.set(first, values);
      }
      return values.get(signal)!;
    }
    const drives = drivers.filter((item) => item.kind === 'drive');
    if (drives.length === 1 && drives[0].target.kind === 'whole') {
      return this.#value(drives[0].value);
    }
    if (drives.length === 0) {
      return this.#constant('?', signal.width);
    }
    const parts = [...drives].sort((a, b) => lowOf(b.target) - lowOf(a.target));
    const labels = parts.map(({ target }) => rangeOf(target));
    const values = parts.map(({ value }) => this.#value(value));
    return this.#operation('operator', '{ }', values, signal.width, labels);
  }

  /** Runs statements with values instead of numbers: whatever depends on a condition becomes a multiplexer. */
  #run(body: readonly ir.Statement[], before: Values, condition: Source | undefined): Values {
    let values = before;
    for (const statement of body) {
      switch (statement.kind) {
        case 'assign':
          values = new Map(values).set(statement.target.signal, this.#assigned(statement, values));
          break;
        case 'when':
          values = this.#when(statement, values, condition);
          break;
        case 'switch':
          values = this.#switch(statement, values, condition);
          break;
        case 'memoryWrite':
          this.#write(statement, condition);
          break;
        default:
          break;
      }
    }
    return values;
  }

  #assigned({ target, value }: ir.Assign, values: Values): Source {
    const fresh = this.#value(value);
    if (target.kind === 'whole') {
      return fresh;
    }
    const { signal } = target;
    const operands = [values.get(signal)!, fresh, ...(target.kind === 'index' ? [this.#value(target.index)] : [])];
    return this.#operation('operator', `${rangeOf(target)} ←`, operands, signal.width, ['', 'new', 'at']);
  }

  #both(a: Source | undefined, b: Source): Source {
    return a ? this.#operation('operator', '&', [a, b], 1) : b;
  }

  #when({ arms, otherwise }: ir.When, values: Values, outer: Source | undefined): Values {
    const conditions = arms.map(({ condition }) => this.#value(condition));
    const results = arms.map(({ body }, i) => this.#run(body, values, this.#both(outer, conditions[i])));
    let rest = otherwise ? this.#run(otherwise, values, outer) : values;
    for (const [i, taken] of [...results.entries()].reverse()) {
      rest = this.#choose(conditions[i], taken, rest);
    }
    return rest;
  }

  /** Each target's value under a condition, or else. */
  #choose(condition: Source, taken: Values, rest: Values): Values {
    return new Map(
      [...taken].map(([target, value]) => {
        const other = rest.get(target)!;
        return [
          target,
          value === other
            ? value
            : this.#operation('mux', '', [condition, value, other], target.width, ['?', '1', '0']),
        ];
      }),
    );
  }

  #switch({ subject, cases, otherwise, otherwiseLabel }: ir.Switch, values: Values, outer: Source | undefined): Values {
    const chosen = this.#value(subject);
    const arms = cases.map((each) => ({
      label: each.values.map(({ value, label }) => label?.member ?? String(value)).join(', '),
      values: this.#run(each.body, values, outer),
    }));
    const rest = { label: otherwiseLabel?.member ?? 'else', values: this.#run(otherwise ?? [], values, outer) };
    const all = [...arms, rest];
    return new Map(
      [...values].map(([target, before]) => {
        const taken = all.map((arm) => arm.values.get(target) ?? before);
        const labels = ['?', ...all.map(({ label }) => label)];
        return [
          target,
          taken.every((value) => value === taken[0])
            ? taken[0]
            : this.#operation('mux', 'case', [chosen, ...taken], target.width, labels),
        ];
      }),
    );
  }

  #write({ memory, address, data, mask }: ir.MemoryWrite, condition: Source | undefined): void {
    const { id, inputs } = this.#memories.get(memory)!;
    // Values first, since they may read the memory: what belongs to this write then stands together.
    const port: (readonly [string, Source | undefined])[] = [
      ['write at', this.#value(address)],
      ['data', this.#value(data)],
      ['mask', mask && this.#value(mask)],
      ['enable', condition],
    ];
    for (const [label, value] of port) {
      if (value) {
        const name = `${label} ${inputs.length}`;
        inputs.push(pin(name, label));
        this.#connect(value, id, name);
      }
    }
  }

  #value(expression: ir.Expr): Source {
    const known = this.#expressions.get(expression);
    if (known) {
      return known;
    }
    const value = this.#fresh(expression);
    this.#expressions.set(expression, value);
    return value;
  }

  #fresh(expression: ir.Expr): Source {
    const { width } = expression;
    switch (expression.kind) {
      case 'const': {
        const { value, label } = expression;
        return this.#constant(label?.member ?? (value > 9n ? `0x${value.toString(16)}` : `${value}`), width);
      }
      case 'ref':
        return this.#signal(expression.signal);
      case 'unary':
        return this.#operation('operator', UNARY[expression.op], [this.#value(expression.a)], width);
      case 'binary': {
        const operands = [this.#value(expression.a), this.#value(expression.b)];
        return this.#operation('operator', BINARY[expression.op], operands, width);
      }
      case 'mux': {
        const operands = [this.#value(expression.select), this.#value(expression.a), this.#value(expression.b)];
        return this.#operation('mux', '', operands, width, ['?', '1', '0']);
      }
      case 'slice': {
        const { a, low } = expression;
        const label = width === 1 ? `[${low}]` : `[${low + width - 1}:${low}]`;
        return this.#operation('operator', label, [this.#value(a)], width);
      }
      case 'index': {
        const { a, index } = expression;
        return this.#operation('operator', '[ ]', [this.#value(a), this.#value(index)], width, ['', 'at']);
      }
      case 'cat':
        return this.#operation(
          'operator',
          '{ }',
          expression.parts.map((part) => this.#value(part)),
          width,
        );
      case 'replicate':
        return this.#operation('operator', `${expression.count} ×{ }`, [this.#value(expression.a)], width);
      case 'resize':
      case 'cast':
        return { ...this.#value(expression.a), width };
      case 'memoryRead': {
        const { id, inputs, outputs } = this.#memories.get(expression.memory)!;
        const [at, data] = [`read ${inputs.length}`, `data ${outputs.length}`];
        inputs.push(pin(at, 'read at'));
        outputs.push(pin(data, 'data'));
        this.#connect(this.#value(expression.address), id, at);
        return { cell: id, pin: data, width };
      }
    }
  }
}

const clocksAndResets = ({ domains }: ir.Module): Set<ir.Signal> =>
  new Set(domains.flatMap(({ clock, reset }) => [clock, ...(reset ? [reset.signal] : [])]));

/** What an instance is given, but for its clocks and resets. */
function shownInputs({ module, inputs }: ir.Instance): [string, ir.Expr][] {
  const silent = new Set([...clocksAndResets(module)].map(({ name }) => name));
  return [...inputs].filter(([port]) => !silent.has(port));
}

/** Wires and outputs that an item drives at once. */
const targetsOf = (item: ir.Item): readonly ir.Signal[] =>
  item.kind === 'drive' ? [item.target.signal] : item.kind === 'comb' ? item.targets : [];

const lowOf = (target: ir.Target): number => (target.kind === 'slice' ? target.low : 0);

function rangeOf(target: ir.Target): string {
  if (target.kind === 'slice') {
    return target.width === 1 ? `[${target.low}]` : `[${target.low + target.width - 1}:${target.low}]`;
  }
  return target.kind === 'index' ? '[ ]' : '';
}
