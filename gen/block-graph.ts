import type { ir } from '@chisel-lite/hdl';

/** A block of a diagram: an instance (or several alike), or what lies outside at a port. */
export interface Block {
  readonly id: string;
  readonly title: string;
  /** The module of an instance. */
  readonly subtitle: string | undefined;
  readonly count: number;
  readonly isPort: boolean;
}

/** What goes from one block to another: streams (valid and ready), or wide values without a handshake. */
export interface Connection {
  readonly from: string;
  readonly to: string;
  readonly streams: readonly Wire[];
  /** Streams the other way. */
  readonly back: readonly Wire[];
  readonly values: readonly Wire[];
}

export interface Wire {
  readonly name: string;
  /** Payload bits, of one of several alike. */
  readonly bits: number;
}

export interface BlockGraph {
  readonly module: string;
  readonly blocks: readonly Block[];
  readonly connections: readonly Connection[];
}

/** An end of a wire: a block's port, all its signals together. */
interface End {
  readonly block: string;
  readonly port: string;
  readonly isStream: boolean;
  readonly bits: number;
}

/**
 * What a module is made of and what flows between its parts, read from its elaborated form: an edge stands where an
 * instance's payload comes, as it is or through multiplexers and registers, from another's. Parts whose names differ in
 * a number only are one block. Values without a handshake that are narrower than `narrowest` bits are taken for
 * control, and left out.
 */
export function blockGraph(module: ir.Module, narrowest = 8): BlockGraph {
  const instances = module.items.filter((item): item is ir.Instance => item.kind === 'instance');
  const family = familiesOf(instances);
  const blocks = new Map<string, Block>();
  const edges = new Map<string, { from: string; to: string; wires: Map<string, Wire & { isStream: boolean }> }>();

  for (const { name, module: of } of instances) {
    const id = family(name);
    const known = blocks.get(id);
    blocks.set(id, {
      id,
      title: id.replace(/^u_/, ''),
      subtitle: of.name,
      count: (known?.count ?? 0) + 1,
      isPort: false,
    });
  }

  // Who drives each signal: an instance's output, or the module's input.
  const drivers = new Map<ir.Signal, End>();
  const members = new Map<string, Set<string>>();
  const outside = (end: Omit<End, 'block'>): End => {
    const own = interfaceOf(end.port, isMaster(module, end.port));
    const id = `port ${starred(own)}`;
    const all = members.get(id) ?? new Set();
    members.set(id, all.add(own));
    blocks.set(id, {
      id,
      title: all.size > 1 ? starred(own) : own,
      subtitle: undefined,
      count: all.size,
      isPort: true,
    });
    return { ...end, block: id };
  };
  const ownPorts = endsOf(module.ports);
  for (const instance of instances) {
    const ports = endsOf(instance.module.ports);
    for (const [port, signal] of instance.outputs) {
      const end = ports.get(port);
      if (end?.isPayload) {
        drivers.set(signal, { ...end, block: family(instance.name) });
      }
    }
  }
  const sources = dataSources(module);
  const origins = (roots: readonly ir.Expr[]): End[] => {
    const found = new Map<string, End>();
    for (const signal of reach(roots, sources, drivers)) {
      const own = signal.kind === 'input' ? ownPorts.get(signal.name) : undefined;
      const end = drivers.get(signal) ?? (own?.isPayload ? outside(own) : undefined);
      if (end) {
        found.set(`${end.block} ${end.port}`, end);
      }
    }
    return [...found.values()];
  };
  const connect = (from: End, to: End) => {
    if (from.block === to.block) {
      return;
    }
    const isStream = from.isStream && to.isStream;
    const { bits } = to;
    if (!isStream && bits < narrowest) {
      return;
    }
    const key = `${from.block} → ${to.block}`;
    const edge = edges.get(key) ?? { from: from.block, to: to.block, wires: new Map() };
    edges.set(key, edge);
    const name = nameOf(from, to, blocks.get(to.block)!.isPort);
    edge.wires.set(`${isStream} ${name}`, { name, bits, isStream });
  };

  for (const instance of instances) {
    const ports = endsOf(instance.module.ports);
    const inputs = new Map<string, { end: End; roots: ir.Expr[] }>();
    for (const [port, value] of instance.inputs) {
      const end = ports.get(port);
      if (!end?.isPayload) {
        continue;
      }
      const known = inputs.get(end.port) ?? { end: { ...end, block: family(instance.name) }, roots: [] };
      known.roots.push(value);
      inputs.set(end.port, known);
    }
    for (const { end, roots } of inputs.values()) {
      for (const from of origins(roots)) {
        connect(from, end);
      }
    }
  }
  // The module's outputs.
  const outputs = module.ports.filter(({ kind, name }) => kind === 'output' && ownPorts.get(name)?.isPayload);
  for (const signal of outputs) {
    const end = ownPorts.get(signal.name)!;
    const driver = drivers.get(signal);
    const roots = sources.get(signal) ?? [];
    for (const from of driver ? [driver] : origins(roots)) {
      connect(from, outside(end));
    }
  }
  const connections = merged([...edges.values()]);
  const isUsed = ({ id }: Block) => connections.some(({ from, to }) => from === id || to === id);
  return { module: module.name, blocks: [...blocks.values()].filter(isUsed), connections };
}

/** Names of ports that say nothing of what goes through. */
const GENERAL = /^(s|m|s\d)$/;
const AXI_CHANNEL = /^(.*)_(ar|r|aw|w|b)$/;

/** By the end that tells more: the port of the part, not of what is outside; of AXI's channels only which it is. */
function nameOf(from: End, to: End, isOutside: boolean): string {
  if (to.isStream && !from.isStream) {
    return GENERAL.test(to.port) ? '' : to.port;
  }
  const port = isOutside || (GENERAL.test(to.port) && !GENERAL.test(from.port)) ? from.port : to.port;
  const channel = /_axi.*_(ar|r|aw|w|b)$/.exec(port)?.[1].toUpperCase();
  return channel ?? (GENERAL.test(port) ? '' : port.replace(/^[sm]_axis_/, '').replace(/_?\d+$/, ''));
}

/** Whether the AXI interface of a channel is a master's: its read or write addresses go out. */
const isMaster = (module: ir.Module, port: string): boolean => {
  const prefix = AXI_CHANNEL.exec(port)?.[1];
  return module.ports.some(
    ({ name, kind }) => kind === 'output' && (name === `${prefix}_arvalid` || name === `${prefix}_awvalid`),
  );
};

/** `u_read_0` … `u_read_3` are one family where they are of one module. */
function familiesOf(instances: readonly ir.Instance[]): (name: string) => string {
  const members = new Map<string, ir.Instance[]>();
  for (const instance of instances) {
    const key = `${starred(instance.name)} ${instance.module.name}`;
    members.set(key, [...(members.get(key) ?? []), instance]);
  }
  const families = new Map<string, string>();
  for (const all of members.values()) {
    for (const { name } of all) {
      families.set(name, all.length > 1 ? starred(name) : name);
    }
  }
  return (name) => families.get(name)!;
}

/** A name without its number. */
const starred = (name: string): string => name.replace(/\d+/, '*');

/**
 * AXI's five channels are one interface; of a master's, the read and the write half are apart, since data flows in here
 * and out there.
 */
function interfaceOf(port: string, isMasters: boolean): string {
  const axi = AXI_CHANNEL.exec(port);
  if (!axi) {
    return port;
  }
  const [, prefix, channel] = axi;
  if (!isMasters) {
    return prefix;
  }
  return `${prefix} ${channel === 'ar' || channel === 'r' ? 'read' : 'write'}`;
}

/** A module's ports, by the name of each signal: which stream it belongs to, and whether it is payload. */
function endsOf(ports: readonly ir.Signal[]): Map<string, Omit<End, 'block'> & { isPayload: boolean }> {
  const byName = new Map(ports.map((port) => [port.name, port]));
  const stems = ports.flatMap(({ name, kind }) => {
    const stem = /^(.*)valid$/.exec(name)?.[1];
    const ready = stem === undefined ? undefined : byName.get(`${stem}ready`);
    return ready && ready.kind !== kind ? [{ stem: stem!, kind }] : [];
  });
  const ends = new Map<string, Omit<End, 'block'> & { isPayload: boolean }>();
  for (const { name, kind, width } of ports) {
    const stream = stems
      .filter(({ stem, kind: direction }) => name.startsWith(stem) && (direction === kind || name === `${stem}ready`))
      .sort((a, b) => b.stem.length - a.stem.length)[0];
    if (!stream) {
      ends.set(name, { port: name, isStream: false, bits: width, isPayload: true });
      continue;
    }
    const { stem } = stream;
    const bits = ports
      .filter((port) => port.name.startsWith(stem) && port.kind === kind && !/(valid|ready)$/.test(port.name))
      .reduce((sum, port) => sum + port.width, 0);
    const isPayload = name !== `${stem}ready` && name !== `${stem}valid`;
    ends.set(name, { port: stem.replace(/_t?$/, ''), isStream: true, bits, isPayload });
  }
  return ends;
}

/** What each signal takes its value from, as it is: drives and assignments, in processes and registers too. */
function dataSources(module: ir.Module): Map<ir.Signal, ir.Expr[]> {
  const sources = new Map<ir.Signal, ir.Expr[]>();
  const put = (signal: ir.Signal, value: ir.Expr) => sources.set(signal, [...(sources.get(signal) ?? []), value]);
  const statements = (body: readonly ir.Statement[]): void => {
    for (const statement of body) {
      if (statement.kind === 'assign') {
        put(statement.target.signal, statement.value);
      } else if (statement.kind === 'when') {
        for (const arm of statement.arms) {
          statements(arm.body);
        }
        statements(statement.otherwise ?? []);
      } else if (statement.kind === 'switch') {
        for (const each of statement.cases) {
          statements(each.body);
        }
        statements(statement.otherwise ?? []);
      }
    }
  };
  for (const item of module.items) {
    if (item.kind === 'drive') {
      put(item.target.signal, item.value);
    } else if (item.kind !== 'instance') {
      statements(item.body);
    }
  }
  return sources;
}

/**
 * Signals that the values come from unchanged, through slices, concatenations and multiplexers, up to those that have a
 * driver.
 */
function reach(
  roots: readonly ir.Expr[],
  sources: ReadonlyMap<ir.Signal, readonly ir.Expr[]>,
  drivers: ReadonlyMap<ir.Signal, unknown>,
): Set<ir.Signal> {
  const ends = new Set<ir.Signal>();
  const seen = new Set<unknown>();
  const stack = [...roots];
  while (stack.length > 0) {
    const e = stack.pop()!;
    if (seen.has(e)) {
      continue;
    }
    seen.add(e);
    if (e.kind === 'ref') {
      if (seen.has(e.signal)) {
        continue;
      }
      seen.add(e.signal);
      if (drivers.has(e.signal) || e.signal.kind === 'input') {
        ends.add(e.signal);
      } else {
        stack.push(...(sources.get(e.signal) ?? []));
      }
    } else if (e.kind === 'mux') {
      stack.push(e.a, e.b);
    } else if (e.kind === 'cat') {
      stack.push(...e.parts);
    } else if (e.kind === 'slice' || e.kind === 'index' || e.kind === 'resize' || e.kind === 'cast') {
      stack.push(e.a);
    }
  }
  return ends;
}

type Edge = { from: string; to: string; wires: Map<string, Wire & { isStream: boolean }> };

/** Two blocks with streams both ways have one connection, in the direction of the wider. */
function merged(edges: readonly Edge[]): Connection[] {
  const widest = ({ wires }: Edge) => Math.max(...[...wires.values()].map(({ bits }) => bits));
  const done = new Set<Edge>();
  const connections: Connection[] = [];
  for (const edge of edges) {
    if (done.has(edge)) {
      continue;
    }
    const reverse = edges.find(({ from, to }) => from === edge.to && to === edge.from);
    const [main, back] = reverse && widest(reverse) > widest(edge) ? [reverse, edge] : [edge, reverse];
    done.add(main);
    if (back) {
      done.add(back);
    }
    const wires = (of: Edge | undefined, isStream: boolean) =>
      [...(of?.wires.values() ?? [])]
        .filter((wire) => wire.isStream === isStream)
        .map(({ name, bits }) => ({ name, bits }));
    connections.push({
      from: main.from,
      to: main.to,
      streams: wires(main, true),
      back: [...wires(back, true), ...wires(back, false)],
      values: wires(main, false),
    });
  }
  return connections;
}
