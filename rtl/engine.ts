import {
  type Bool,
  bits,
  bool,
  Fifo,
  fork,
  inDomain,
  insts,
  type Literal,
  lit,
  mux,
  named,
  type Out,
  queue,
  regs,
  stream,
  uint,
  unused,
  when,
  withReset,
} from '@chisel-lite/hdl';
import { ActivationDealer } from './activation/dealer.ts';
import { ActivationGatherer } from './activation/gatherer.ts';
import { resultBeat } from './bundles.ts';
import { command, PLACE } from './command/command.ts';
import { type Control, stagedCommand } from './command/control.ts';
import { Dispatcher } from './command/dispatcher.ts';
import { DEFAULT_CACHE, ERROR_CODE, QUEUE_DEPTH } from './command/registers.ts';
import { ResultStream } from './control/result-stream.ts';
import { Core } from './core.ts';
import type { Errors, Failure } from './error-latch.ts';
import { selection, TopK } from './head/top-k.ts';
import { shareActivations, shareReader, type Turn, turnOf } from './list/sharing.ts';
import { TokenUnit } from './list/token-unit.ts';
import type { fullPort, readPort } from './memory/bundles.ts';
import { ReadPort, SharedWritePort, WritePort } from './memory/ports.ts';
import { ReadMaster } from './memory/read-master.ts';
import { ResultWriter } from './memory/result-writer.ts';
import { type AcceleratorParameters, hasLists } from './parameters.ts';
import type { Supervisor } from './supervisor.ts';

/** Readers of activations (by port) that a list uses otherwise: for itself, and for its parameters. */
const LIST_READERS = { 1: true, 2: true, parameters: 1, list: 2 } as const;

/** Commands whose activations may be on their way to the core. */
const ACTIVATIONS_AHEAD = 2;

export const resultsAxis = stream(resultBeat, { names: 'axis' });

/** The ports of the engine: of port 0 perhaps only the reading half, and then results leave by `m_axis_y`. */
export interface EnginePorts {
  readonly m_axi_0: Out<typeof fullPort>;
  readonly m_axi_1: Out<typeof readPort>;
  readonly m_axi_2: Out<typeof readPort>;
  readonly m_axi_3: Out<typeof readPort>;
  readonly m_axis_y: Out<typeof resultsAxis>;
}

/** What works on commands, and what is known of them. All of it is reset by a restart. */
function unitsOf(parameters: AcceleratorParameters) {
  const { results = 'memory', weightQueue, activationQueue, burst } = parameters;
  const WeightReader = () => ReadMaster(weightQueue, burst);
  const ActivationReader = () => ReadMaster(activationQueue, burst);
  const isStream = results === 'stream';
  const lists = hasLists(parameters);
  const units = insts({
    u_queue: Fifo(command, QUEUE_DEPTH),
    u_dispatch: Dispatcher(parameters),
    u_read_0: WeightReader(),
    u_read_1: WeightReader(),
    u_read_2: WeightReader(),
    u_read_3: WeightReader(),
    u_deal: ActivationDealer(parameters),
    u_read_x0: ActivationReader(),
    u_read_x1: ActivationReader(),
    u_read_x2: ActivationReader(),
    u_read_x3: ActivationReader(),
    u_gather: ActivationGatherer(parameters),
    u_core: Core(parameters),
    u_top: TopK(parameters),
    u_select: Fifo(selection, QUEUE_DEPTH, { style: 'distributed' }),
    u_port_0: ReadPort(),
    u_port_1: ReadPort(),
    u_port_2: ReadPort(),
    u_port_3: ReadPort(),
  });
  const { in_flight, completed, read_cache } = regs({
    in_flight: uint(4, 0),
    completed: uint(32, 0),
    read_cache: bits(4, DEFAULT_CACHE),
  });
  const { write_cache } = isStream ? {} : regs({ write_cache: bits(4, DEFAULT_CACHE) });
  const { u_token } = lists ? insts({ u_token: TokenUnit() }) : {};
  const { u_stream } = isStream ? insts({ u_stream: ResultStream() }) : {};
  const { u_write, u_port_results } = isStream
    ? {}
    : insts({ u_write: ResultWriter(), u_port_results: lists ? SharedWritePort() : WritePort() });
  return {
    ...units,
    weights: [units.u_read_0, units.u_read_1, units.u_read_2, units.u_read_3] as const,
    activations: [units.u_read_x0, units.u_read_x1, units.u_read_x2, units.u_read_x3] as const,
    u_token,
    u_stream,
    u_write,
    u_port_results,
    u_results: (u_stream ?? u_write)!,
    in_flight,
    completed,
    read_cache,
    write_cache,
  };
}

type Units = ReturnType<typeof unitsOf>;

/**
 * What carries commands out: from the staged command to results in memory, or out of `m_axis_y`. Weights, activations
 * and lists come from four ports.
 */
export function engine(
  parameters: AcceleratorParameters,
  commands: Control,
  ports: EnginePorts,
  { halt, restarting }: Supervisor,
) {
  const restarted = withReset('engine', restarting);
  const units = inDomain(restarted, () => unitsOf(parameters));
  const { u_queue, u_dispatch, u_core, u_top, u_select, u_gather, u_results, u_token } = units;
  const { weights, activations, in_flight, completed } = units;
  const readers = [...weights, ...activations];

  u_queue.s.valid.set(commands.registers.push_command.bit(0));
  u_queue.s.payload.set(stagedCommand(commands));
  connectQueue(units, commands, halt);
  inDomain(restarted, () => {
    const [deal, gather] = fork(u_dispatch.activations, 2);
    units.u_deal.request.connect(deal);
    u_gather.request.connect(queue(gather, ACTIVATIONS_AHEAD, { name: 'u_ahead' }));
  });
  connectReaders(units, ports);
  for (const reader of readers) {
    reader.halt.set(halt);
  }
  if (u_token) {
    const turn = inDomain(restarted, () => turnOf(u_token.running));
    connectList(units, u_token, turn);
    // Beats that are taken: those that only wait are no movement.
    const moving = [ports.m_axi_0, ports.m_axi_1, ports.m_axi_2, ports.m_axi_3]
      .map(({ r }) => r.valid.and(r.ready))
      .reduce((a, b) => a.or(b));
    u_token.active.set(moving.or(u_core.s_axis_w0.ready).or(ports.m_axi_0.b.valid));
  } else {
    u_core.s_axis_x.connect(u_gather.x);
  }
  u_core.s_axis_cmd.connect(u_dispatch.core);
  u_select.s.connect(u_dispatch.select);
  u_top.select.connect(u_select.m);
  connectResults(units, ports, halt);
  if (!units.write_cache) {
    unused(commands.registers.axi_cache_write);
  }

  in_flight.set(in_flight.add(u_dispatch.accepted.extend(4)).sub(u_results.done.extend(4)));
  // The products of a list do not count, but the list.
  const { ended } = named({ ended: u_token ? mux(u_token.running, u_token.done, u_results.done) : u_results.done });
  when(ended, () => completed.set(completed.add(1)));
  // A cycle later, so that the way to the end of a list does not go on into the registers.
  const { done_interrupt } = inDomain(restarted, () => regs({ done_interrupt: bool(false) }));
  done_interrupt.set(u_token ? u_results.done_interrupt.or(u_token.done_interrupt) : u_results.done_interrupt);
  return {
    ...units,
    /** A command has ended that asked for an interrupt. */
    done_interrupt,
    errors: errorsOf(units, commands),
    /** Nothing is outstanding on any port. */
    drained: readers
      .map((reader) => reader.drained as Bool)
      .reduce((a, b) => a.and(b))
      .and(u_results.drained)
      .and(u_token?.drained ?? lit(1, bool())),
  };
}

/** Commands from their queue to the dispatcher, by way of the command list where there is one. */
function connectQueue(units: Units, { registers }: Control, halt: Bool): void {
  const { u_queue, u_dispatch, u_token, in_flight } = units;
  if (u_token) {
    u_token.queued.connect(u_queue.m);
    u_dispatch.queued.connect(u_token.m);
    u_dispatch.forget.set(u_token.forget);
    u_token.route.connect(u_dispatch.route);
    u_token.checked.set(u_dispatch.checked);
    u_token.quiet.set(u_dispatch.idle.and(in_flight.eq(0)));
    u_token.halt.set(halt);
    u_token.window_first.set(registers.window_first_page.fit(28));
    u_token.window_last.set(registers.window_last_page.fit(28));
  } else {
    u_dispatch.queued.connect(u_queue.m);
    u_dispatch.forget.set(0);
    u_dispatch.route.ready.set(1);
    unused(u_dispatch.route.valid, u_dispatch.route.payload, u_dispatch.checked, u_dispatch.idle);
  }
  u_dispatch.halt.set(halt);
  u_dispatch.window_first.set(registers.window_first_page.fit(28));
  u_dispatch.window_last.set(registers.window_last_page.fit(28));
}

/** Memory to core: each port reads the weights of a channel, and a quarter of the activations. */
function connectReaders(units: Units, io: EnginePorts): void {
  const { u_dispatch, u_deal, u_gather, u_token, weights, activations } = units;
  const streams = streamsOf(units);
  const ports = [
    [io.m_axi_0, units.u_port_0, u_dispatch.weights_0, u_deal.regions_0, u_gather.beats_0],
    [io.m_axi_1, units.u_port_1, u_dispatch.weights_1, u_deal.regions_1, u_gather.beats_1],
    [io.m_axi_2, units.u_port_2, u_dispatch.weights_2, u_deal.regions_2, u_gather.beats_2],
    [io.m_axi_3, units.u_port_3, u_dispatch.weights_3, u_deal.regions_3, u_gather.beats_3],
  ] as const;
  ports.forEach(([axi, port, weight_region, activation_region, activation_beats], i) => {
    weights[i].request.connect(weight_region);
    if (!(u_token && i in LIST_READERS)) {
      activations[i].request.connect(activation_region);
    }
    port.weights_ar.connect(weights[i].ar);
    port.activations_ar.connect(activations[i].ar);
    port.cache.set(units.read_cache);
    axi.ar.connect(port.m_axi.ar);
    port.m_axi.r.connect(axi.r);
    weights[i].r.connect(port.weights_r);
    activations[i].r.connect(port.activations_r);
    streams[i].connect(weights[i].beats);
    if (!(u_token && i in LIST_READERS)) {
      activation_beats.connect(activations[i].beats);
    }
  });
}

/** Weights into the core, a stream a channel. */
export const streamsOf = ({ u_core }: Pick<Units, 'u_core'>) =>
  [u_core.s_axis_w0, u_core.s_axis_w1, u_core.s_axis_w2, u_core.s_axis_w3] as const;

/**
 * While a list runs, two of the readers of activations bring the list and its parameters, and activations come from the
 * vector unit.
 */
function connectList(
  { activations, u_deal, u_gather, u_core }: Units,
  u_token: NonNullable<Units['u_token']>,
  turn: Turn,
): void {
  shareReader(turn, {
    reader: activations[LIST_READERS.list],
    dealt: u_deal.regions_2,
    gathered: u_gather.beats_2,
    asked: u_token.list_region,
    taken: u_token.list_beats,
  });
  shareReader(turn, {
    reader: activations[LIST_READERS.parameters],
    dealt: u_deal.regions_1,
    gathered: u_gather.beats_1,
    asked: u_token.parameter_region,
    taken: u_token.parameter_beats,
  });
  shareActivations(turn, u_core.s_axis_x, u_gather.x, u_token.x);
}

/** Core to memory, or to `m_axis_y`: by way of the vector unit, where there is one, and of the largest results. */
function connectResults(units: Units, io: EnginePorts, halt: Bool): void {
  const { u_core, u_top, u_dispatch, u_results, u_token, u_stream, u_write, u_port_results, write_cache } = units;
  if (u_token) {
    u_token.y.connect(u_core.m_axis_y);
    u_top.y.connect(u_token.y_out);
    u_token.largest.set(u_top.largest);
    u_token.no_number.set(u_top.no_number);
  } else {
    u_top.y.connect(u_core.m_axis_y);
    unused(u_top.largest, u_top.no_number);
  }
  u_results.y.connect(u_top.m);
  u_results.request.connect(u_dispatch.results);
  u_results.halt.set(halt);
  if (u_stream) {
    io.m_axis_y.connect(u_stream.m);
  }
  if (u_write && u_port_results && write_cache) {
    u_port_results.aw.connect(u_write.aw);
    u_port_results.w.connect(u_write.w);
    u_port_results.cache.set(write_cache);
    io.m_axi_0.aw.connect(u_port_results.m_axi.aw);
    io.m_axi_0.w.connect(u_port_results.m_axi.w);
    u_port_results.m_axi.b.connect(io.m_axi_0.b);
    u_write.b.connect(u_port_results.b);
    if (u_token && 'append_aw' in u_port_results) {
      u_port_results.append_aw.connect(u_token.aw);
      u_port_results.append_w.connect(u_token.w);
      u_token.b.connect(u_port_results.append_b);
    }
  }
}

/** What may go wrong, from the least to what is told first. */
function errorsOf(
  { u_queue, u_dispatch, u_token, u_write, weights, activations }: Units,
  { registers }: Control,
): Errors {
  // While a list runs two of the readers of activations bring other things.
  const whileListing = (place: Literal) =>
    u_token ? mux(u_token.running, lit(place, uint(3)), PLACE.activations) : PLACE.activations;
  const placeOfReader = (i: number) => {
    if (i === LIST_READERS.list) {
      return whileListing(PLACE.list);
    }
    return i === LIST_READERS.parameters ? whileListing(PLACE.vector) : PLACE.activations;
  };
  const failures: readonly Failure[] = [
    ...weights.map(({ failed: fault }, channel) => ({ fault, place: channel, code: ERROR_CODE.read })),
    ...activations.map(({ failed: fault }, i) => ({ fault, place: placeOfReader(i), code: ERROR_CODE.read })),
    ...(u_write ? [{ fault: u_write.failed, place: PLACE.results, code: ERROR_CODE.write }] : []),
    ...(u_token ? [{ fault: u_token.failed, place: PLACE.vector, code: ERROR_CODE.write }] : []),
  ];
  return {
    overflow: registers.push_command.bit(0).and(u_queue.s.ready.not()),
    refusals: [u_dispatch.refused, ...(u_token ? [u_token.refused] : [])],
    failures,
    ...(u_token ? { list: u_token } : {}),
  };
}
