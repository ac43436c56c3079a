import type { Domain, Expr, Item, Memory, Module, Signal, Statement } from '../../src/ir/index.ts';
import * as ir from './ir.ts';
import { type Leaves, type Random, randomExpr, randomWidth } from './random.ts';

export interface RandomModule {
  readonly module: Module;
  readonly clocks: readonly Signal[];
  readonly inputs: readonly Signal[];
}

export interface Shape {
  readonly wires: number;
  readonly registers: number;
  /** Indices beyond the vector, where Verilog reads x and this language 0. */
  readonly beyondRange: boolean;
}

/**
 * A flat module of every kind of item and statement, without combinational loops: wires read only wires made before
 * them.
 */
export function randomModule(random: Random, name: string, shape: Shape): RandomModule {
  const clocks = [ir.input('clkA'), ir.input('clkB')];
  const resets = [ir.input('rst'), ir.input('rst_n')];
  const domains: Domain[] = [
    { ...ir.clockDomain(clocks[0], resets[0]), name: 'a' },
    { ...ir.clockDomain(clocks[0], resets[1], true), name: 'low' },
    { ...ir.clockDomain(clocks[1]), name: 'b' },
  ];
  const inputs = Array.from({ length: 6 }, (_, i) => ir.input(`in${i}`, randomWidth(random), random.chance(0.4)));
  const registers = Array.from({ length: shape.registers }, (_, i) => {
    const width = randomWidth(random);
    const domain = random.pick(domains);
    const init = random.chance(0.6) ? random.bits(width) : undefined;
    return ir.register(domain, `r${i}`, width, init, random.chance(0.3));
  });
  const memories = [
    randomMemory(random, 'm0', 8, 16),
    randomMemory(random, 'm1', random.pick([24, 32, 48, 64]), 8),
    randomMemory(random, 'm2', random.pick([72, 128, 200]), random.pick([4, 5])),
    randomMemory(random, 'm3', 1 + random.below(12), 3),
  ].filter((memory) => shape.beyondRange || Number.isInteger(Math.log2(memory.depth)));
  const leaves: Leaves & { signals: Signal[] } = { signals: [...inputs, ...registers, ...resets], memories };
  const items: Item[] = [];
  const wires: Signal[] = [];
  while (wires.length < shape.wires) {
    const made = Array.from({ length: 1 + random.below(3) }, (_, i) =>
      ir.wire(`w${wires.length + i}`, randomWidth(random), random.chance(0.3)),
    );
    items.push(...driveWires(random, leaves, made, shape));
    wires.push(...made);
    leaves.signals.push(...made);
  }
  for (const domain of domains) {
    const own = registers.filter((register) => register.domain === domain);
    const body = statements(random, leaves, own, shape, 3);
    const writes = memories
      .filter((_, i) => domains[i % domains.length] === domain)
      .map((m) => randomWrite(random, leaves, m, shape));
    const process = ir.clocked(domain, ...body, ...writes.flat());
    items.push({ ...process, targets: own });
  }
  const outputs: Signal[] = [];
  for (const each of [...registers, ...wires]) {
    const port = ir.output(`o_${each.name}`, each.width, each.signed);
    outputs.push(port);
    items.push(ir.drive(port, ir.ref(each)));
  }
  const module = ir.module(name, {
    ports: [...clocks, ...resets, ...inputs, ...outputs],
    signals: [...registers, ...wires],
    memories,
    items,
  });
  return { module, clocks, inputs: [...resets, ...inputs] };
}

function randomMemory(random: Random, name: string, width: number, depth: number): Memory {
  const init = random.chance(0.5)
    ? Array.from({ length: random.below(depth + 1) }, () => random.bits(width))
    : undefined;
  return ir.memory(name, width, depth, init);
}

function driveWires(random: Random, leaves: Leaves, wires: readonly Signal[], shape: Shape): Item[] {
  if (random.chance(0.4)) {
    // Verilog's `always @*` never runs unless something in it can change.
    const live = ir.resize(ir.ref(random.pick(leaves.signals)), wires[0].width);
    const defaults = wires.map((wire, i) => ir.assign(wire, i === 0 ? live : value(random, leaves, wire.width)));
    return [ir.comb(...defaults, ...statements(random, leaves, wires, shape, 2))];
  }
  return wires.flatMap((wire) => {
    if (wire.width < 3 || random.chance(0.6)) {
      return [ir.drive(wire, value(random, leaves, wire.width))];
    }
    const low = 1 + random.below(wire.width - 1);
    return [
      ir.drive(ir.part(wire, 0, low), value(random, leaves, low)),
      ir.drive(ir.part(wire, low, wire.width - low), value(random, leaves, wire.width - low)),
    ];
  });
}

const value = (random: Random, leaves: Leaves, width: number): Expr =>
  randomExpr(random, leaves, width, random.chance(0.3), random.below(4));

function statements(
  random: Random,
  leaves: Leaves,
  targets: readonly Signal[],
  shape: Shape,
  depth: number,
): Statement[] {
  if (targets.length === 0) {
    return [];
  }
  return Array.from({ length: 1 + random.below(4) }, () => statement(random, leaves, targets, shape, depth));
}

function statement(random: Random, leaves: Leaves, targets: readonly Signal[], shape: Shape, depth: number): Statement {
  const again = () => statements(random, leaves, targets, shape, depth - 1);
  if (depth > 0 && random.chance(0.5)) {
    if (random.chance(0.6)) {
      const arms = Array.from({ length: 1 + random.below(3) }, () => ({
        condition: randomExpr(random, leaves, 1, false, 2),
        body: again(),
        at: ir.at,
      }));
      return { kind: 'when', arms, otherwise: random.chance(0.5) ? again() : undefined, at: ir.at };
    }
    const width = 1 + random.below(4);
    const values = Array.from({ length: 2 ** width }, (_, i) => BigInt(i)).filter(() => random.chance(0.6));
    const cases = [];
    while (values.length > 0) {
      const taken = values.splice(0, 1 + random.below(2)).map((each) => ({ value: each }));
      cases.push({ values: taken, body: again(), at: ir.at });
    }
    const subject = randomExpr(random, leaves, width, false, 1);
    return {
      kind: 'switch',
      subject,
      cases,
      otherwise: random.chance(0.7) ? again() : undefined,
      at: ir.at,
    };
  }
  const signal = random.pick(targets);
  const { width } = signal;
  if (width >= 4 && random.chance(0.25)) {
    const low = random.below(width - 1);
    const count = 1 + random.below(width - low);
    return ir.assign(ir.part(signal, low, count), value(random, leaves, count));
  }
  if (width >= 4 && random.chance(0.25)) {
    const stride = random.pick([1, 1, 2, 4, 8, 16].filter((each) => width % each === 0 && each < width));
    const bits = shape.beyondRange ? 1 + random.below(8) : Math.floor(Math.log2(width / stride));
    const by = randomExpr(random, leaves, Math.max(1, bits), false, 1);
    return ir.assign(ir.element(signal, by, stride), value(random, leaves, stride));
  }
  return ir.assign(signal, value(random, leaves, width));
}

function randomWrite(random: Random, leaves: Leaves, memory: Memory, shape: Shape): Statement[] {
  const lanes = [8, 1, 4].map((lane) => memory.width / lane).filter((count) => Number.isInteger(count));
  const bits = Math.ceil(Math.log2(memory.depth)) + (shape.beyondRange && random.chance(0.3) ? 2 : 0);
  return Array.from({ length: 1 + random.below(2) }, () => {
    const mask = random.chance(0.5) ? value(random, leaves, random.pick(lanes)) : undefined;
    const unsigned = mask?.signed ? ir.cast(mask, false) : mask;
    const one = ir.write(
      memory,
      randomExpr(random, leaves, bits, false, 1),
      value(random, leaves, memory.width),
      unsigned,
    );
    return random.chance(0.6) ? ir.when(randomExpr(random, leaves, 1, false, 1), [one]) : one;
  });
}
