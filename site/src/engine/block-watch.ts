import type { ir, Simulation } from '@chisel-lite/hdl';
import type { BlockActivity } from '../shared/protocol.ts';

/** A stream of a block: beats go in, or out. */
interface StreamPins {
  readonly name: string;
  readonly isInput: boolean;
  valid(): boolean;
  ready(): boolean;
}

interface Watched {
  readonly block: string;
  readonly streams: readonly StreamPins[];
}

/** Looks now and then at what each part of the top module does, by its streams. */
export class BlockWatch {
  readonly #blocks: readonly Watched[];
  readonly #counts = new Map<
    string,
    { beat: number; stall: number; starve: number; idle: number; reasons: Map<string, number> }
  >();

  constructor({ top }: ir.Design, simulator: Simulation) {
    const instances = top.items.filter((item): item is ir.Instance => item.kind === 'instance');
    this.#blocks = instances.map(({ name, module }) => ({ block: name, streams: streamsOf(name, module, simulator) }));
  }

  sample(): void {
    for (const { block, streams } of this.#blocks) {
      const { kind, reason } = stateOf(streams);
      let counts = this.#counts.get(block);
      if (!counts) {
        counts = { beat: 0, stall: 0, starve: 0, idle: 0, reasons: new Map() };
        this.#counts.set(block, counts);
      }
      counts[kind]++;
      if (reason !== '') {
        counts.reasons.set(reason, (counts.reasons.get(reason) ?? 0) + 1);
      }
    }
  }

  /** What was seen since the last call. */
  take(): Record<string, BlockActivity> {
    const taken: Record<string, BlockActivity> = {};
    for (const [block, { reasons, ...counts }] of this.#counts) {
      const reason = [...reasons].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
      taken[block] = { ...counts, reason };
    }
    this.#counts.clear();
    return taken;
  }
}

/** A beat that moves counts most, then one that nobody takes, then one that is waited for. */
function stateOf(streams: readonly StreamPins[]): { kind: 'beat' | 'stall' | 'starve' | 'idle'; reason: string } {
  let kind: 'stall' | 'starve' | 'idle' = 'idle';
  let reason = '';
  for (const stream of streams) {
    const [valid, ready] = [stream.valid(), stream.ready()];
    if (valid && ready) {
      return { kind: 'beat', reason: '' };
    }
    if (valid && !stream.isInput) {
      kind = 'stall';
      reason = `${stream.name} is not taken`;
    } else if (ready && stream.isInput && kind === 'idle') {
      kind = 'starve';
      reason = `nothing comes on ${stream.name}`;
    }
  }
  return { kind, reason };
}

/** The pairs of valid and ready among a module's ports: `x_valid`, `x_ready`, or AXI's without the underscore. */
function streamsOf(instance: string, { ports }: ir.Module, simulator: Simulation): StreamPins[] {
  const byName = new Map(ports.map((port) => [port.name, port]));
  return ports.flatMap((port) => {
    const stem = /^(.*)valid$/.exec(port.name)?.[1];
    const partner = stem === undefined ? undefined : byName.get(`${stem}ready`);
    if (stem === undefined || !partner || partner.kind === port.kind) {
      return [];
    }
    const valid = simulator.signal(`${instance}.${port.name}`);
    const ready = simulator.signal(`${instance}.${partner.name}`);
    return {
      name: stem.replace(/_t?$/, ''),
      isInput: port.kind === 'input',
      valid: () => valid.value !== 0,
      ready: () => ready.value !== 0,
    };
  });
}
