import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import {
  type Design,
  type Domain,
  type Expr,
  type Instance,
  itemExpressions,
  type Location,
  leafStatements,
  type Module,
  type Signal,
} from '../ir/index.ts';
import {
  combinationalDrivers,
  type Driver,
  dependencies,
  isSignal,
  type Node,
  type Through,
  throughOf,
} from './graph.ts';

/** How a module looks to clock-crossing analysis from outside. */
interface Summary {
  readonly through: Through;
  /** Domains whose registers each output comes from. */
  readonly launches: ReadonlyMap<string, ReadonlySet<Domain>>;
  /** Domains whose registers sample each input directly (synchronisers apart). */
  readonly captures: ReadonlyMap<string, ReadonlyMap<Domain, Location>>;
}

/**
 * A register must not sample a value from another clock, unless it is a synchroniser: a register with attribute `async_reg`
 * loaded straight from one register. Designs with one clock are not looked at.
 */
export function checkClockCrossings(design: Design): Diagnostic[] {
  if (design.modules.every(({ domains }) => domains.length < 2)) {
    return [];
  }
  const summaries = new Map<Module, Summary>();
  return design.modules.flatMap((module) => checkModule(module, summaries));
}

function checkModule(module: Module, summaries: Map<Module, Summary>): Diagnostic[] {
  const drivers = combinationalDrivers(module);
  const summaryOf = (instance: Instance): Summary | undefined => summaries.get(instance.module);
  const through = (instance: Instance): Through => summaryOf(instance)?.through ?? new Map();
  const sources = sourceFinder(drivers, through, summaryOf);
  const found: Diagnostic[] = [];
  const captures = new Map<string, Map<Domain, Location>>();

  /** `value` is sampled by `domain`: note what comes from inputs, report what comes from elsewhere. */
  function sample(value: Expr, domain: Domain, at: Location, what: string): void {
    for (const [origin, signal] of sources(value)) {
      if (typeof origin === 'string') {
        const known = captures.get(origin) ?? new Map<Domain, Location>();
        if (!known.has(domain)) {
          known.set(domain, at);
        }
        captures.set(origin, known);
      } else if (origin.clock !== domain.clock) {
        found.push({
          severity: 'error',
          code: 'clock-crossing',
          message: `${what}, clocked by \`${domain.clock.name}\`, samples \`${signal.name}\` of clock \`${origin.clock.name}\` without a synchroniser`,
          places: [{ at }, { at: signal.at, note: 'the source' }],
          hint: 'synchronize(), PulseSynchronizer or AsyncFifo cross clocks safely',
          module: module.name,
        });
      }
    }
  }

  for (const item of module.items) {
    if (item.kind === 'clocked') {
      const exempt = new Set<Signal>(item.targets.filter((signal) => signal.attributes['async_reg'] !== undefined));
      const controls = new Set<Expr>();
      leafStatements(item.body, (leaf) => {
        if (leaf.kind === 'assign') {
          if (!exempt.has(leaf.target.signal)) {
            sample(leaf.value, item.domain, leaf.at, `register \`${leaf.target.signal.name}\``);
          }
          controls.add(leaf.value);
        }
      });
      itemExpressions(item, (e) => {
        if (!controls.has(e)) {
          sample(e, item.domain, item.at, 'a condition');
        }
      });
    }
    if (item.kind !== 'instance') {
      continue;
    }
    for (const [port, domains] of summaryOf(item)?.captures ?? []) {
      const value = item.inputs.get(port);
      if (!value) {
        continue;
      }
      for (const [child] of domains) {
        const mine = parentDomain(module, item, child);
        if (mine) {
          sample(value, mine, item.at, `input \`${port}\` of \`${item.name}\``);
        }
      }
    }
  }

  const launches = new Map<string, Set<Domain>>();
  for (const port of module.ports) {
    if (port.kind !== 'output') {
      continue;
    }
    const domains = [...sources(port).keys()].filter((origin) => typeof origin !== 'string');
    launches.set(port.name, new Set(domains));
  }
  summaries.set(module, { through: throughOf(module, drivers, through), launches, captures });
  return found;
}

/** Where a value comes from: domains (with a register as witness) and input ports by name. */
type Origins = ReadonlyMap<Domain | string, Signal>;

function sourceFinder(
  drivers: ReadonlyMap<Signal, readonly Driver[]>,
  through: (instance: Instance) => Through,
  summaryOf: (instance: Instance) => Summary | undefined,
): (root: Node) => Origins {
  return (root) => {
    const origins = new Map<Domain | string, Signal>();
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
            origins.set(node.domain, node);
          }
          continue;
        }
        if (node.kind === 'input') {
          origins.set(node.name, node);
        }
        for (const driver of drivers.get(node) ?? []) {
          if (driver.kind !== 'instance') {
            continue;
          }
          for (const child of summaryOf(driver.instance)?.launches.get(driver.port) ?? []) {
            const clock = driver.instance.inputs.get(child.clock.name);
            if (clock?.kind === 'ref') {
              origins.set({ name: child.name, clock: clock.signal, reset: undefined }, node);
            }
          }
        }
      }
      for (const each of dependencies(node, drivers, through)) {
        stack.push(each);
      }
    }
    return origins;
  };
}

/** The domain of `module` that drives a domain of an instance. */
function parentDomain(module: Module, instance: Instance, child: Domain): Domain | undefined {
  const clock = instance.inputs.get(child.clock.name);
  if (clock?.kind !== 'ref') {
    return undefined;
  }
  return module.domains.find((domain) => domain.clock === clock.signal);
}
