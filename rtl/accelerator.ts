import {
  axi4Lite,
  type Bool,
  bits,
  bool,
  cat,
  enumeration,
  Fifo,
  fork,
  inDomain,
  insts,
  type Literal,
  lit,
  module,
  mux,
  named,
  queue,
  regs,
  stream,
  type UInt,
  type UIntVar,
  uint,
  unused,
  when,
  withReset,
} from '@chisel-lite/hdl';
import { ActivationDealer } from './activation/dealer.ts';
import { ActivationGatherer } from './activation/gatherer.ts';
import { resultBeat } from './bundles.ts';
import { command, PLACE } from './command/command.ts';
import { Dispatcher } from './command/dispatcher.ts';
import {
  CONTROL_ADDRESS_BITS,
  controlRegisters,
  DEFAULT_CACHE,
  ERROR_CODE,
  LOCKED_REGISTERS,
  QUEUE_DEPTH,
} from './command/registers.ts';
import { connectLocked } from './command/window-lock.ts';
import { ResultStream } from './control/result-stream.ts';
import { Core } from './core.ts';
import { OUTPUT_BITS, selection, TopK } from './head/top-k.ts';
import { RECORD_NUMBER_BITS } from './list/list.ts';
import { TokenUnit } from './list/token-unit.ts';
import { BEAT_ADDRESS_BITS, byteAddress, fullPort, readPort } from './memory/bundles.ts';
import { ReadPort, SharedWritePort, WritePort } from './memory/ports.ts';
import { ReadMaster } from './memory/read-master.ts';
import { ResultWriter } from './memory/result-writer.ts';
import { type AcceleratorParameters, buildName, hasLists, STRIP } from './parameters.ts';

/** Readers of activations (by port) that a list uses otherwise: for itself, and for its parameters. */
const LIST_READERS = { 1: true, 2: true, parameters: 1, list: 2 } as const;

/** Commands whose activations may be on their way to the core. */
const ACTIVATIONS_AHEAD = 2;

const resultsAxis = stream(resultBeat, { names: 'axis' });

const State = enumeration('accelerator_state', 'Running', 'Draining', 'Restarting', 'Stopped');

/**
 * The accelerator as it goes on the board: commands through AXI4-Lite registers, weights, activations and results through four AXI4 ports
 * (each reads weights and a quarter of the activations; port 0 writes the results). An error, or `restart`, lets what is outstanding on the ports end, then resets
 * everything but the registers: so no port is left in the middle of a burst, and the next command finds a clean machine. Built with `results:
 * 'stream'` it writes nothing to memory: results leave by `m_axis_y`.
 */
export const Accelerator = (parameters: AcceleratorParameters) => {
  const { tokens, engine, results = 'memory', weightQueue, activationQueue, burst } = parameters;
  const WeightReader = () => ReadMaster(weightQueue, burst);
  const ActivationReader = () => ReadMaster(activationQueue, burst);
  const isStream = results === 'stream';
  const lists = hasLists(parameters);
  const resultPorts = isStream ? { m_axi_0: readPort, m_axis_y: resultsAxis } : { m_axi_0: fullPort };
  return module(
    `macromac_${buildName(parameters)}`,
    {
      in: { s_axi_ctrl: axi4Lite(CONTROL_ADDRESS_BITS) },
      out: {
        ...(resultPorts as unknown as ResultPorts),
        m_axi_1: readPort,
        m_axi_2: readPort,
        m_axi_3: readPort,
        irq: bool(),
      },
    },
    (io) => {
      const table = controlRegisters({ tokens, engine, results, lists });
      const { u_registers } = insts({ u_registers: table.module });
      const set = u_registers;
      // By computed name, as the counters are.
      const inputs = u_registers as unknown as Record<string, UIntVar<number>>;
      const lockable = table.registers.filter(({ name }) => LOCKED_REGISTERS.includes(name));
      connectLocked(
        set.s_axi,
        io.s_axi_ctrl,
        lockable.map(({ offset }) => offset),
        set.window_lock_locked.bit(0),
      );

      const { state, pause, go_on, restarting } = regs({
        state: State.init('Running'),
        /** Cycles of reset still to come. */
        pause: uint(2, 0),
        /** After the restart: run again, or stay stopped. */
        go_on: bool(false),
        /** Resets all but the registers: a register itself, since so much hangs on it. It follows `aresetn` a cycle later. */
        restarting: bool(true),
      });
      restarting.set(state.is('Restarting', 'Stopped'));
      const { halt } = named({ halt: state.isNot('Running') });

      const restarted = withReset('engine', restarting);
      const parts = inDomain(restarted, () => {
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
        const u_results = (u_stream ?? u_write)!;
        return {
          ...units,
          u_token,
          u_stream,
          u_write,
          u_port_results,
          u_results,
          in_flight,
          completed,
          read_cache,
          write_cache,
        };
      });
      const { u_queue, u_dispatch, u_core, u_results, u_deal, u_gather } = parts;
      const weights = [parts.u_read_0, parts.u_read_1, parts.u_read_2, parts.u_read_3] as const;
      const activations = [parts.u_read_x0, parts.u_read_x1, parts.u_read_x2, parts.u_read_x3] as const;
      const readers = [...weights, ...activations];

      // A staged command goes to the queue. Of its reserved bits it is enough to know that one is set.
      const { reserved } = named({
        reserved: table.registers
          .filter((each) => 'fields' in each && each.fields?.some(({ name }) => name === 'reserved'))
          .map(({ name }) => inputs[`${name}_reserved`].orR())
          .reduce((a, b) => a.or(b)),
      });
      u_queue.s.valid.set(set.push_command.bit(0));
      u_queue.s.payload.set({
        groups: set.command_shape_groups.fit(16),
        blocks: set.command_shape_blocks.fit(16),
        operation: set.command_flags_operation.fit(4),
        format: set.command_flags_format.fit(4),
        tokens: set.command_flags_tokens.fit(4),
        reuse: set.command_flags_reuse.fit(1),
        interrupt: set.command_flags_interrupt.fit(1),
        top: set.command_flags_top.fit(1),
        outputs: set.command_outputs_count.fit(OUTPUT_BITS),
        position: set.command_position_first.fit(16),
        in_list: 0,
        to_vector: 0,
        only_check: 0,
        reserved,
        weights_0: wide(set.weights_0_high_bits, set.weights_0_low),
        weights_1: wide(set.weights_1_high_bits, set.weights_1_low),
        weights_2: wide(set.weights_2_high_bits, set.weights_2_low),
        weights_3: wide(set.weights_3_high_bits, set.weights_3_low),
        activations: wide(set.activations_high_bits, set.activations_low),
        results: wide(set.results_high_bits, set.results_low),
      });
      const { u_token } = parts;
      if (u_token) {
        u_token.queued.connect(u_queue.m);
        u_dispatch.queued.connect(u_token.m);
        u_dispatch.forget.set(u_token.forget);
        u_token.route.connect(u_dispatch.route);
        u_token.checked.set(u_dispatch.checked);
        u_token.quiet.set(u_dispatch.idle.and(parts.in_flight.eq(0)));
        u_token.halt.set(halt);
        u_token.window_first.set(set.window_first_page.fit(28));
        u_token.window_last.set(set.window_last_page.fit(28));
      } else {
        u_dispatch.queued.connect(u_queue.m);
        u_dispatch.forget.set(0);
        u_dispatch.route.ready.set(1);
        unused(u_dispatch.route.valid, u_dispatch.route.payload, u_dispatch.checked, u_dispatch.idle);
      }
      u_dispatch.halt.set(halt);
      u_dispatch.window_first.set(set.window_first_page.fit(28));
      u_dispatch.window_last.set(set.window_last_page.fit(28));

      // Memory to core, and back.
      const streams = [u_core.s_axis_w0, u_core.s_axis_w1, u_core.s_axis_w2, u_core.s_axis_w3] as const;
      inDomain(restarted, () => {
        const [deal, gather] = fork(u_dispatch.activations, 2);
        u_deal.request.connect(deal);
        u_gather.request.connect(queue(gather, ACTIVATIONS_AHEAD, { name: 'u_ahead' }));
      });
      const ports = [
        [io.m_axi_0, parts.u_port_0, u_dispatch.weights_0, u_deal.regions_0, u_gather.beats_0],
        [io.m_axi_1, parts.u_port_1, u_dispatch.weights_1, u_deal.regions_1, u_gather.beats_1],
        [io.m_axi_2, parts.u_port_2, u_dispatch.weights_2, u_deal.regions_2, u_gather.beats_2],
        [io.m_axi_3, parts.u_port_3, u_dispatch.weights_3, u_deal.regions_3, u_gather.beats_3],
      ] as const;
      ports.forEach(([axi, port, weight_region, activation_region, activation_beats], i) => {
        weights[i].request.connect(weight_region);
        if (!(u_token && i in LIST_READERS)) {
          activations[i].request.connect(activation_region);
        }
        port.weights_ar.connect(weights[i].ar);
        port.activations_ar.connect(activations[i].ar);
        port.cache.set(parts.read_cache);
        axi.ar.connect(port.m_axi.ar);
        port.m_axi.r.connect(axi.r);
        weights[i].r.connect(port.weights_r);
        activations[i].r.connect(port.activations_r);
        streams[i].connect(weights[i].beats);
        if (!(u_token && i in LIST_READERS)) {
          activation_beats.connect(activations[i].beats);
        }
      });
      for (const reader of readers) {
        reader.halt.set(halt);
      }
      if (u_token) {
        // While a list runs, two of the readers of activations bring the list and its parameters, and activations come from the vector unit.
        // A cycle late, in which nothing moves; a register each for who speaks and for what is said, since so much hangs on it.
        const { by_list, without_list } = inDomain(restarted, () =>
          regs({ by_list: bool(false), without_list: bool(true) }),
        );
        by_list.set(u_token.running);
        without_list.set(u_token.running.not());
        const shared = [
          [LIST_READERS.list, u_deal.regions_2, u_gather.beats_2, u_token.list_region, u_token.list_beats],
          [
            LIST_READERS.parameters,
            u_deal.regions_1,
            u_gather.beats_1,
            u_token.parameter_region,
            u_token.parameter_beats,
          ],
        ] as const;
        for (const [i, dealt, gathered, asked, taken] of shared) {
          const { request, beats } = activations[i];
          request.valid.set(mux(by_list, asked.valid, dealt.valid));
          request.payload.set(mux(without_list, dealt.payload, asked.payload));
          asked.ready.set(by_list.and(request.ready));
          dealt.ready.set(by_list.not().and(request.ready));
          // Nothing is gathered while a list runs.
          gathered.valid.set(beats.valid);
          gathered.payload.set(beats.payload);
          taken.valid.set(by_list.and(beats.valid));
          taken.payload.set(beats.payload);
          beats.ready.set(by_list.and(taken.ready).or(gathered.ready));
        }
        u_core.s_axis_x.valid.set(mux(by_list, u_token.x.valid, u_gather.x.valid));
        // Serially only the lowest lane is of meaning.
        const gathered = u_gather.x.payload;
        const { lowest } = named({ lowest: mux(without_list, gathered.slice(0, STRIP), u_token.x.payload) });
        const others = gathered.width - STRIP;
        u_core.s_axis_x.payload.set(others === 0 ? lowest : cat(gathered.slice(STRIP, others), lowest));
        u_token.x.ready.set(by_list.and(u_core.s_axis_x.ready));
        // Nothing is gathered while a list runs.
        u_gather.x.ready.set(u_core.s_axis_x.ready);
        // Beats that are taken: those that only wait are no movement.
        const moving = ports.map(([axi]) => axi.r.valid.and(axi.r.ready)).reduce((a, b) => a.or(b));
        u_token.active.set(moving.or(u_core.s_axis_w0.ready).or(io.m_axi_0.b.valid));
      } else {
        u_core.s_axis_x.connect(u_gather.x);
      }
      u_core.s_axis_cmd.connect(u_dispatch.core);
      parts.u_select.s.connect(u_dispatch.select);
      parts.u_top.select.connect(parts.u_select.m);
      if (u_token) {
        u_token.y.connect(u_core.m_axis_y);
        parts.u_top.y.connect(u_token.y_out);
        u_token.largest.set(parts.u_top.largest);
        u_token.no_number.set(parts.u_top.no_number);
      } else {
        parts.u_top.y.connect(u_core.m_axis_y);
        unused(parts.u_top.largest, parts.u_top.no_number);
      }
      u_results.y.connect(parts.u_top.m);
      u_results.request.connect(u_dispatch.results);
      u_results.halt.set(halt);
      if (parts.u_stream) {
        io.m_axis_y.connect(parts.u_stream.m);
        unused(set.axi_cache_write);
      }
      const { u_write, u_port_results, write_cache } = parts;
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

      parts.in_flight.set(parts.in_flight.add(u_dispatch.accepted.extend(4)).sub(u_results.done.extend(4)));
      // The products of a list do not count, but the list.
      const { ended } = named({ ended: u_token ? mux(u_token.running, u_token.done, u_results.done) : u_results.done });
      when(ended, () => parts.completed.set(parts.completed.add(1)));

      // The first error stops everything, and is remembered.
      const { error_code, error_place, error_response, error_address } = regs({
        error_code: uint(4, 0),
        error_place: uint(3, 0),
        error_response: uint(2, 0),
        error_address: uint(BEAT_ADDRESS_BITS, 0),
      });
      const { error_record } = u_token ? regs({ error_record: uint(RECORD_NUMBER_BITS, 0) }) : {};
      const refusals = [u_dispatch.refused, ...(u_token ? [u_token.refused] : [])];
      const overflow = set.push_command.bit(0).and(u_queue.s.ready.not());
      // While a list runs two of the readers of activations bring other things.
      const whileListing = (place: Literal) =>
        u_token ? mux(u_token.running, lit(place, uint(3)), PLACE.activations) : PLACE.activations;
      const placeOfReader = (i: number) => {
        if (i === LIST_READERS.list) {
          return whileListing(PLACE.list);
        }
        return i === LIST_READERS.parameters ? whileListing(PLACE.vector) : PLACE.activations;
      };
      const failures = [
        ...weights.map(({ failed: fault }, channel) => ({ fault, place: channel, code: ERROR_CODE.read })),
        ...activations.map(({ failed: fault }, i) => ({ fault, place: placeOfReader(i), code: ERROR_CODE.read })),
        ...(u_write ? [{ fault: u_write.failed, place: PLACE.results, code: ERROR_CODE.write }] : []),
        ...(u_token ? [{ fault: u_token.failed, place: PLACE.vector, code: ERROR_CODE.write }] : []),
      ];
      const { failed } = named({
        failed: failures
          .map(({ fault }) => fault.valid as Bool)
          .reduce((a, b) => a.or(b))
          .or(refusals.map((refused) => refused.valid as Bool).reduce((a, b) => a.or(b)))
          .or(overflow),
      });
      when(state.is('Running').and(failed), () => {
        error_code.set(ERROR_CODE.overflow);
        if (u_token) {
          error_record?.set(mux(u_token.running, u_token.number, 0));
        }
        for (const refused of refusals) {
          when(refused.valid, () => {
            error_code.set(refused.code);
            error_place.set(refused.place);
          });
        }
        for (const { fault, place, code } of failures) {
          when(fault.valid, () => {
            error_code.set(code);
            error_place.set(place);
            error_response.set(fault.response);
            error_address.set(fault.address);
          });
        }
      });

      const restart = set.control_restart.bit(0);
      const { drained } = named({
        drained: readers
          .map((reader) => reader.drained as Bool)
          .reduce((a, b) => a.and(b))
          .and(u_results.drained)
          .and(u_token?.drained ?? lit(1, bool())),
      });
      when(state.is('Running').and(failed), () => {
        state.set('Draining');
        go_on.set(0);
      });
      when(state.is('Draining').and(drained), () => {
        state.set('Restarting');
        pause.set(3);
      });
      when(state.is('Restarting'), () => {
        pause.set(pause.sub(1));
        when(pause.eq(0), () => state.set(mux(go_on, lit('Running', State), lit('Stopped', State))));
      });
      when(restart, () => {
        go_on.set(1);
        error_code.set(0);
        error_place.set(0);
        error_response.set(0);
        error_address.set(0);
        error_record?.set(0);
        when(state.is('Running', 'Stopped'), () => state.set('Draining'));
      });

      // Status, interrupt and counters.
      const { busy } = named({
        busy: state
          .is('Draining', 'Restarting')
          .or(u_queue.level.ne(0))
          .or(parts.in_flight.ne(0))
          .or(u_token?.running ?? lit(0, bool()))
          .or(u_dispatch.queued.ready.not().and(state.is('Running'))),
      });
      set.status_busy.set(busy);
      // A burst's attributes do not change while it waits.
      when(busy.not(), () => {
        parts.read_cache.set(set.axi_cache_read.fit(4));
        write_cache?.set(set.axi_cache_write.fit(4));
      });
      set.status_stopped.set(state.is('Stopped'));
      set.status_queued.set(u_queue.level.resize(4));
      set.completed.set(parts.completed);
      set.error_code.set(error_code);
      set.error_place.set(error_place);
      set.error_response.set(error_response);
      set.error_record_number.set(error_record ?? 0);
      const byte = byteAddress(error_address);
      set.error_address_low.set(byte.slice(0, 32));
      set.error_address_high_bits.set(byte.slice(32, 8));
      inputs.interrupt_done_set.set(
        u_token ? u_results.done_interrupt.or(u_token.done_interrupt) : u_results.done_interrupt,
      );
      inputs.interrupt_error_set.set(state.is('Running').and(failed));
      const events = [set.interrupt_done.bit(0), set.interrupt_error.bit(0)];
      io.irq.set(events.map((event, i) => event.and(set.interrupt_enable_mask.bit(i))).reduce((a, b) => a.or(b)));

      const offered = streams.map((stream) => stream.valid);
      const all = offered.reduce<Bool>((a, b) => a.and(b), lit(1, bool()));
      const taken = u_core.s_axis_w0.ready;
      const counters: Record<string, Bool> = {
        cycles_busy: busy,
        cycles_streaming: u_core.busy,
        beats: taken,
        back_pressured: u_core.busy.and(all).and(u_core.waiting.not()).and(taken.not()),
        starved_x: u_core.busy.and(u_core.waiting),
      };
      offered.forEach((valid, channel) => {
        counters[`starved_${channel}`] = u_core.busy.and(valid.not());
      });
      for (const [name, event] of Object.entries(counters)) {
        const { [`count_${name}`]: value } = regs({ [`count_${name}`]: uint(32, 0) });
        when(event, () => value.set(value.add(1)));
        when(set.control_clear_counters.bit(0), () => value.set(0));
        inputs[name].set(value);
      }
    },
    { clock: 'aclk', reset: 'aresetn', resetActiveLow: true },
  );
};

/** Of either build; each has one of them, and of port 0 perhaps only the reading half. */
interface ResultPorts {
  readonly m_axi_0: typeof fullPort;
  readonly m_axis_y: typeof resultsAxis;
}

const wide = (high: UInt<number>, low: UInt<number>): UInt<40> => cat(high, low).fit(40);
