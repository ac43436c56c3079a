import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import {
  type ClockedProcess,
  type Design,
  type Domain,
  type Expr,
  type Instance,
  itemExpressions,
  type Location,
  leafStatements,
  type Memory,
  type Module,
  type Signal,
} from '../ir/index.ts';
import { ref } from '../signal/build.ts';
import { clockGroups, clockOf, hasSeveralClocks, parentDomains, unrelatedClaims } from './clocks.ts';
import {
  combinationalDrivers,
  type Driver,
  dependencies,
  isSignal,
  type Node,
  type Through,
  throughOf,
} from './graph.ts';
import { type Straight, straightFinder } from './straight.ts';

/** A value that goes from the registers of one clock to those of another, inside one module or below it. */
export interface ModuleCrossing {
  /** Registers, or the memory that a value is read from, by path below the module. */
  readonly from: string;
  readonly to: string;
  readonly fromClock: string;
  readonly toClock: string;
  readonly width: number;
  /**
   * `synchroniser`: one bit through `async_reg` registers; `gray`: several, of which one changes at a time; `memory`: a
   * word that was written on the one clock and is read on the other; `related`: as it is.
   */
  readonly kind: 'synchroniser' | 'gray' | 'related' | 'memory';
}

/** Registers that sample an input of a module. */
interface Capture {
  readonly domain: Domain;
  readonly at: Location;
  readonly path: string;
  readonly width: number;
  /** Marked `async_reg`, and loaded from the input as it is. */
  readonly synchroniser: boolean;
  /** It is the reset of registers. */
  readonly reset?: boolean;
}

/** How a module looks to clock-crossing analysis from outside. */
interface Summary {
  readonly through: Through;
  /** Domains whose registers and memories each output comes from, with one of them. */
  readonly launches: ReadonlyMap<string, ReadonlyMap<Domain, Witness>>;
  /** The register that an output is, where it is just one. */
  readonly straight: ReadonlyMap<string, Straight>;
  readonly captures: ReadonlyMap<string, readonly Capture[]>;
}

interface Analysis {
  readonly diagnostics: Diagnostic[];
  readonly crossings: ReadonlyMap<Module, readonly ModuleCrossing[]>;
}

/**
 * A register must not sample a value from another clock, unless the clocks are said to be related, or it is a
 * synchroniser: a register with attribute `async_reg` loaded straight from one register, of one bit or in Gray code.
 * Nor must a reset come from another clock, but an asynchronous one to such registers, which make its end synchronous.
 * Designs with one clock are not looked at.
 */
export const checkClockCrossings = (design: Design): Diagnostic[] => analyseClocks(design).diagnostics;

/** What crosses between clocks in each module, and what is wrong with it. */
export function analyseClocks(design: Design): Analysis {
  const diagnostics: Diagnostic[] = [];
  const crossings = new Map<Module, ModuleCrossing[]>();
  if (!hasSeveralClocks(design)) {
    return { diagnostics, crossings };
  }
  const summaries = new Map<Module, Summary>();
  for (const module of design.modules) {
    crossings.set(module, checkModule(module, summaries, diagnostics));
  }
  return { diagnostics, crossings };
}

/** Whether a register is marked as one of a synchroniser, in whatever capitals. */
const isMarked = ({ attributes }: Signal): boolean =>
  Object.entries(attributes).some(
    ([name, value]) => name.toLowerCase() === 'async_reg' && !/^(0|no|false)$/i.test(String(value)),
  );

/** What samples a value. */
interface Sampler extends Capture {
  /** As the beginning of a sentence. */
  readonly what: string;
}

function checkModule(module: Module, summaries: Map<Module, Summary>, found: Diagnostic[]): ModuleCrossing[] {
  const drivers = combinationalDrivers(module);
  const summaryOf = (instance: Instance): Summary | undefined => summaries.get(instance.module);
  const through = (instance: Instance): Through => summaryOf(instance)?.through ?? new Map();
  const sources = sourceFinder(module, drivers, through, summaryOf);
  const parentDomain = parentDomains(module);
  const straightOf = straightFinder(module, drivers, (instance, port) => summaryOf(instance)?.straight.get(port));
  const groupOf = clockGroups(module);
  const captures = new Map<string, Capture[]>();
  const crossings = new Map<string, ModuleCrossing>();

  /** `value` is sampled: note what comes from inputs, report what comes from elsewhere. */
  function sample(value: Expr, by: Sampler): void {
    const origins = [...sources(value)];
    const straight = by.synchroniser ? straightOf(value) : undefined;
    for (const [origin, { signal, path, memory }] of origins) {
      if (typeof origin === 'string') {
        const synchroniser = by.synchroniser && straight !== undefined;
        const known = captures.get(origin) ?? [];
        if (!known.some((each) => each.domain === by.domain && each.synchroniser === synchroniser)) {
          known.push({ ...by, synchroniser });
        }
        captures.set(origin, known);
      } else if (origin.clock !== by.domain.clock) {
        const related = groupOf(origin.clock) === groupOf(by.domain.clock);
        const problem = related || memory ? undefined : problemOf(by, straight);
        if (problem) {
          found.push(report(by, origin, signal, problem));
        } else {
          const kind = related ? 'related' : memory ? 'memory' : by.width > 1 ? 'gray' : 'synchroniser';
          const crossing: ModuleCrossing = {
            from: path,
            to: by.path,
            fromClock: origin.clock.name,
            toClock: by.domain.clock.name,
            width: by.width,
            kind,
          };
          crossings.set(`${path} ${by.path}`, crossing);
        }
      }
    }
  }

  function report(by: Sampler, origin: Domain, signal: Witness['signal'], [problem, hint]: Problem): Diagnostic {
    const from = `\`${signal.name}\` of clock \`${origin.clock.name}\``;
    return {
      severity: 'error',
      code: 'clock-crossing',
      message: `${by.what}, clocked by \`${by.domain.clock.name}\`, samples ${from} ${problem}`,
      places: [{ at: by.at }, { at: signal.at, note: 'the source' }],
      hint,
      module: module.name,
    };
  }

  for (const item of module.items) {
    if (item.kind === 'clocked') {
      sampleProcess(item, sample);
      sampleReset(item, sample);
    }
    if (item.kind !== 'instance') {
      continue;
    }
    found.push(...unrelatedClaims(module, item, groupOf));
    for (const [port, list] of summaryOf(item)?.captures ?? []) {
      const value = item.inputs.get(port);
      for (const capture of value ? list : []) {
        const domain = parentDomain(item, capture.domain);
        if (value && domain) {
          const what = `input \`${port}\` of \`${item.name}\``;
          sample(value, { ...capture, domain, at: item.at, path: `${item.name}.${capture.path}`, what });
        }
      }
    }
  }

  const launches = new Map<string, ReadonlyMap<Domain, Witness>>();
  const straight = new Map<string, Straight>();
  for (const port of module.ports) {
    if (port.kind !== 'output') {
      continue;
    }
    const domains = new Map<Domain, Witness>();
    for (const [origin, witness] of sources(port)) {
      if (typeof origin !== 'string') {
        domains.set(origin, witness);
      }
    }
    launches.set(port.name, domains);
    const register = straightOf(port);
    if (register) {
      straight.set(port.name, register);
    }
  }
  summaries.set(module, { through: throughOf(module, drivers, through), launches, straight, captures });
  return [...crossings.values()];
}

type Problem = readonly [problem: string, hint: string];

/** Why a value of another clock cannot be sampled so. */
function problemOf(by: Sampler, straight: Straight | undefined): Problem | undefined {
  if (!by.synchroniser && by.reset) {
    return [
      'without a synchroniser',
      'resetSynchronizer(name, reset) makes a domain that leaves its reset with its clock',
    ];
  }
  if (!by.synchroniser) {
    return [
      'without a synchroniser',
      'synchronize(), PulseSynchronizer or AsyncFifo cross clocks safely; related(a, b) says that clocks have a known phase',
    ];
  }
  if (!straight) {
    return ['through logic, which may glitch', 'put a register of its own clock in front of the synchroniser'];
  }
  if (by.width > 1 && !straight.gray) {
    return [
      `of ${by.width} bits that may change together`,
      'a synchroniser takes one bit, or a register loaded with gray(counter); AsyncFifo brings words across',
    ];
  }
  return undefined;
}

function sampleProcess(item: ClockedProcess, sample: (value: Expr, by: Sampler) => void): void {
  const values = new Set<Expr>();
  const { domain } = item;
  leafStatements(item.body, (leaf) => {
    if (leaf.kind === 'assign') {
      const { signal } = leaf.target;
      const what = `register \`${signal.name}\``;
      const synchroniser = isMarked(signal);
      sample(leaf.value, { domain, at: leaf.at, path: signal.name, width: leaf.value.width, synchroniser, what });
      values.add(leaf.value);
    }
  });
  const path = item.targets[0]?.name ?? '';
  itemExpressions(item, (e) => {
    if (!values.has(e)) {
      sample(e, { domain, at: item.at, path, width: e.width, synchroniser: false, what: 'a condition' });
    }
  });
}

/** The reset of registers is sampled too: where it ends, and a synchronous one where it begins. */
function sampleReset({ domain, targets, at }: ClockedProcess, sample: (value: Expr, by: Sampler) => void): void {
  const held = targets.filter(({ init }) => init !== undefined);
  const [first] = held;
  if (!domain.reset || !first) {
    return;
  }
  const synchroniser = domain.reset.asynchronous === true && held.every(isMarked);
  const what = `the reset of \`${first.name}\``;
  sample(ref(domain.reset.signal), { domain, at, path: first.name, width: 1, synchroniser, reset: true, what });
}

interface Witness {
  readonly signal: Pick<Signal, 'name' | 'at'>;
  readonly path: string;
  /** It is a word of a memory that is written on the clock. */
  readonly memory?: boolean;
}

/** Where a value comes from: domains (with a register as witness) and input ports by name. */
type Origins = ReadonlyMap<Domain | string, Witness>;

function sourceFinder(
  module: Module,
  drivers: ReadonlyMap<Signal, readonly Driver[]>,
  through: (instance: Instance) => Through,
  summaryOf: (instance: Instance) => Summary | undefined,
): (root: Node) => Origins {
  const writers = writingDomains(module);
  return (root) => {
    const origins = new Map<Domain | string, Witness>();
    const visited = new Set<Node>();
    const stack: Node[] = [root];
    for (let node = stack.pop(); node; node = stack.pop()) {
      if (visited.has(node)) {
        continue;
      }
      visited.add(node);
      if (isSignal(node)) {
        if (node.kind === 'register' && node.domain) {
          if (!origins.has(node.domain)) {
            origins.set(node.domain, { signal: node, path: node.name });
          }
          continue;
        }
        if (node.kind === 'input') {
          origins.set(node.name, { signal: node, path: node.name });
        }
        for (const driver of drivers.get(node) ?? []) {
          if (driver.kind !== 'instance') {
            continue;
          }
          const { instance, port } = driver;
          for (const [child, { path, memory }] of summaryOf(instance)?.launches.get(port) ?? []) {
            const clock = clockOf(instance, child);
            if (clock) {
              const domain = { name: child.name, clock, reset: undefined };
              origins.set(domain, { signal: node, path: `${instance.name}.${path}`, memory });
            }
          }
        }
      } else if (node.kind === 'memoryRead') {
        const { memory } = node;
        for (const domain of writers.get(memory) ?? []) {
          origins.set(domain, { signal: memory, path: memory.name, memory: true });
        }
      }
      for (const each of dependencies(node, drivers, through)) {
        stack.push(each);
      }
    }
    return origins;
  };
}

/** The domains on whose edges each memory is written, as origins of their own: those of registers are others. */
function writingDomains({ items }: Module): Map<Memory, readonly Domain[]> {
  const domains = new Map<Memory, Domain[]>();
  for (const item of items) {
    if (item.kind !== 'clocked') {
      continue;
    }
    leafStatements(item.body, (leaf) => {
      if (leaf.kind !== 'memoryWrite') {
        return;
      }
      const known = domains.get(leaf.memory) ?? [];
      domains.set(leaf.memory, known);
      if (known.every(({ clock }) => clock !== item.domain.clock)) {
        known.push({ ...item.domain });
      }
    });
  }
  return domains;
}
