import { axi4Lite, bool, lit, module, named, when } from '@chisel-lite/hdl';
import { control } from './command/control.ts';
import { CONTROL_ADDRESS_BITS } from './command/registers.ts';
import { countedEvents, counters } from './counters.ts';
import { engine, resultsAxis, streamsOf } from './engine.ts';
import { errorLatch } from './error-latch.ts';
import { byteAddress, fullPort, readPort } from './memory/bundles.ts';
import { type AcceleratorParameters, buildName, hasLists } from './parameters.ts';
import { supervise, supervisor } from './supervisor.ts';

/**
 * The accelerator as it goes on the board: commands through AXI4-Lite registers, weights, activations and results
 * through four AXI4 ports (each reads weights and a quarter of the activations; port 0 writes the results). An error,
 * or `restart`, lets what is outstanding on the ports end, then resets everything but the registers: so no port is left
 * in the middle of a burst, and the next command finds a clean machine. Built with `results: 'stream'` it writes
 * nothing to memory: results leave by `m_axis_y`.
 */
export const Accelerator = (parameters: AcceleratorParameters) => {
  const { tokens, engine: arithmetic, results = 'memory' } = parameters;
  const resultPorts = results === 'stream' ? { m_axi_0: readPort, m_axis_y: resultsAxis } : { m_axi_0: fullPort };
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
      const commands = control({ tokens, engine: arithmetic, results, lists: hasLists(parameters) }, io.s_axi_ctrl);
      const { registers, byName } = commands;
      const life = supervisor();
      const { state } = life;
      const parts = engine(parameters, commands, io, life);
      const { u_queue, u_dispatch, u_core, u_token } = parts;

      // The first error stops everything, and is remembered.
      const error = errorLatch(parts.errors, () => state.is('Running'));
      const { drained } = named({ drained: parts.drained });
      supervise(life, { failed: error.failed, drained, restart: registers.control_restart.bit(0) }, error.clear);

      // Status and interrupt.
      const { busy } = named({
        busy: state
          .is('Draining', 'Restarting')
          .or(u_queue.level.ne(0))
          .or(parts.in_flight.ne(0))
          .or(u_token?.running ?? lit(0, bool()))
          .or(u_dispatch.queued.ready.not().and(state.is('Running'))),
      });
      registers.status_busy.set(busy);
      // A burst's attributes do not change while it waits.
      when(busy.not(), () => {
        parts.read_cache.set(registers.axi_cache_read.fit(4));
        parts.write_cache?.set(registers.axi_cache_write.fit(4));
      });
      registers.status_stopped.set(state.is('Stopped'));
      registers.status_queued.set(u_queue.level.resize(4));
      registers.completed.set(parts.completed);
      registers.error_code.set(error.code);
      registers.error_place.set(error.place);
      registers.error_response.set(error.response);
      registers.error_record_number.set(error.record ?? 0);
      const byte = byteAddress(error.address);
      registers.error_address_low.set(byte.slice(0, 32));
      registers.error_address_high_bits.set(byte.slice(32, 8));
      byName.interrupt_done_set.set(parts.done_interrupt);
      byName.interrupt_error_set.set(state.is('Running').and(error.failed));
      const events = [registers.interrupt_done.bit(0), registers.interrupt_error.bit(0)];
      io.irq.set(events.map((event, i) => event.and(registers.interrupt_enable_mask.bit(i))).reduce((a, b) => a.or(b)));

      const activity = { busy: u_core.busy, waiting: u_core.waiting, taken: u_core.s_axis_w0.ready };
      const offered = streamsOf(parts).map((stream) => stream.valid);
      counters(countedEvents(busy, activity, offered), registers.control_clear_counters.bit(0), (name, count) =>
        byName[name].set(count),
      );
    },
    { clock: 'aclk', reset: 'aresetn', resetActiveLow: true },
  );
};

/** Of either build; each has one of them, and of port 0 perhaps only the reading half. */
interface ResultPorts {
  readonly m_axi_0: typeof fullPort;
  readonly m_axis_y: typeof resultsAxis;
}
