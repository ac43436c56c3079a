import { bits, bool, insts, module, queue, registered, scope, stream, unpack } from '@chisel-lite/hdl';
import { ActivationBuffer } from './activation/buffer.ts';
import { Loader } from './activation/loader.ts';
import { commandWord, resultBeat } from './bundles.ts';
import { Collector } from './control/collector.ts';
import { Sequencer } from './control/sequencer.ts';
import { FloatMacroMac } from './mac/float-macro-mac.ts';
import { MacroMac } from './mac/macro-mac.ts';
import { buildName, CHANNELS, type CoreParameters, loadLanes, STRIP, unitsFor } from './parameters.ts';

/**
 * The streaming core (docs/architecture.md): AXI-Streams of weights, activations and commands in, results out. One
 * weight strip of each channel a cycle, whenever all four offer one.
 */
export const Core = (parameters: CoreParameters) => {
  const { tokens, engine, mantissa } = parameters;
  const units = unitsFor(parameters);
  const Mac = engine === 'fused' ? MacroMac : FloatMacroMac;
  const axis = stream(bits(STRIP), { names: 'axis' });
  return module(
    `macromac_core_${buildName({ tokens, engine, mantissa })}`,
    {
      in: {
        s_axis_cmd: stream(bits(64), { names: 'axis' }),
        s_axis_x: stream(bits(loadLanes(parameters) * STRIP), { names: 'axis' }),
        s_axis_w0: axis,
        s_axis_w1: axis,
        s_axis_w2: axis,
        s_axis_w3: axis,
      },
      out: { m_axis_y: stream(resultBeat, { names: 'axis' }), busy: bool(), waiting: bool() },
    },
    (io) => {
      const { u_load, u_buffer, u_sequence, u_collect } = insts({
        u_load: Loader(parameters),
        u_buffer: ActivationBuffer(parameters),
        u_sequence: Sequencer(tokens),
        u_collect: Collector(parameters),
      });

      u_load.command.valid.set(io.s_axis_cmd.valid);
      u_load.command.payload.set(unpack(commandWord, io.s_axis_cmd.payload));
      io.s_axis_cmd.ready.set(u_load.command.ready);
      u_load.x.connect(io.s_axis_x);
      u_sequence.run.connect(queue(u_load.run, 2));

      // The channels in lock-step: a strip of each, or none.
      const ports = [io.s_axis_w0, io.s_axis_w1, io.s_axis_w2, io.s_axis_w3];
      u_sequence.offered.set(ports.map((port) => port.valid).reduce((a, b) => a.and(b)));
      for (const port of ports) {
        port.ready.set(u_sequence.take);
      }

      u_load.finished.set(u_sequence.finished);
      u_load.bank_in_use.set(u_sequence.bank_in_use);
      u_sequence.loaded.set(u_load.loaded);
      u_sequence.poisoned.set(u_load.poisoned);
      u_buffer.write.set(u_load.write);
      u_buffer.write_address.set(u_load.write_address);
      u_buffer.write_values.set(u_load.write_values);
      u_buffer.write_exponent.set(u_load.write_exponent);
      u_buffer.write_group.set(u_load.write_group);
      u_buffer.write_exponents.set(u_load.write_exponents);
      u_buffer.read_address.set(u_sequence.read_address);
      u_buffer.read_exponents.set(u_sequence.read_exponents);
      u_buffer.read_group.set(u_sequence.read_group);

      const channels = ports.map((port, channel) =>
        scope(`c${channel}`, () => {
          // In every cycle, so that `take` need not reach 128 flip-flops a channel: `control` says which strips count.
          const { strip_0 } = registered({ strip_0: port.payload });
          const { u_mac } = insts({ u_mac: Mac(parameters) });
          u_mac.strip.set(strip_0);
          u_mac.control.set(u_sequence.control);
          u_mac.values.set(u_buffer.values);
          u_mac.exponents.set(u_buffer.exponents);
          return u_mac;
        }),
      );
      for (let unit = 0; unit < units; unit++) {
        channels.forEach((mac, channel) => {
          const place = CHANNELS * unit + channel;
          u_collect.beat_valid.bit(place).set(mac.beat_valid.bit(unit));
          u_collect.beat.slice(place * STRIP, STRIP).set(mac.beat.at(unit));
        });
      }
      u_collect.block_issued.set(u_sequence.block_issued);
      u_collect.block.set(u_sequence.block);
      u_sequence.block_drained.set(u_collect.block_drained);

      io.m_axis_y.connect(queue(u_collect.y, 2));
      io.busy.set(u_sequence.busy);
      io.waiting.set(u_sequence.waiting);
    },
    { clock: 'aclk', reset: 'aresetn', resetActiveLow: true },
  );
};
