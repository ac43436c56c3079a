/** A restart reaches all state: held over the elaborated design, where nothing can hide that a helper made. */
import {
  bool,
  currentDomain,
  elaborate,
  fork,
  inDomain,
  inReset,
  insts,
  module,
  named,
  type Out,
  queue,
  regs,
  type Source,
  stream,
  type UInt,
  uint,
  when,
  withReset,
} from '@chisel-lite/hdl';
import { VARIANTS } from '@macromac/verilog';
import { designOf } from '@macromac/verilog/design';
import { describe, expect, test } from 'vitest';
import { beyondRestart } from './restart-domain.ts';

const RESTART = 'restarting';

/** State of the accelerator that outlives a restart, and why. */
const KEPT: Readonly<Record<string, string>> = {
  u_registers:
    'a staged command, the window and the interrupts are the driver’s, and it asks for the restart through them',
  state: 'carries the restart out',
  pause: 'counts the cycles of the restart',
  go_on: 'says what comes after the restart',
  restarting: 'is the reset of all others',
  error_code: 'an error is read after it has stopped the accelerator; `control.restart` clears it',
  error_place: 'as error_code',
  error_response: 'as error_code',
  error_address: 'as error_code',
  error_record: 'as error_code; a build without lists has none',
  count_cycles_busy: 'counters are zeroed by `control.clear_counters` only',
  count_cycles_streaming: 'as count_cycles_busy',
  count_beats: 'as count_cycles_busy',
  count_back_pressured: 'as count_cycles_busy',
  count_starved_0: 'as count_cycles_busy',
  count_starved_1: 'as count_cycles_busy',
  count_starved_2: 'as count_cycles_busy',
  count_starved_3: 'as count_cycles_busy',
  count_starved_x: 'as count_cycles_busy',
};

const accelerators = VARIANTS.filter(({ top }) => top === 'macromac');

test.each(accelerators)('$folder: a restart resets all but what is named here', (variant) => {
  const { top } = elaborate(designOf(variant)).design;
  const isThere = (name: string) => name !== 'error_record' || top.signals.some((signal) => signal.name === name);
  expect(beyondRestart(top, RESTART).sort()).toEqual(Object.keys(KEPT).filter(isThere).sort());
});

describe('state outside of the restart is found', () => {
  const byte = stream(uint(8));
  interface Io {
    readonly s: Source<UInt<8>>;
    readonly m: Out<typeof byte>;
  }

  /** A top whose `body` takes `s` to `m`; `engine` is the domain of the restart. */
  const found = (body: (io: Io, engine: ReturnType<typeof withReset>) => void) => {
    const design = module('top', { in: { s: byte, clear: bool() }, out: { m: byte } }, (io) => {
      const { restarting } = named({ restarting: inReset().or(io.clear) });
      body(io as unknown as Io, withReset('engine', restarting));
    });
    return beyondRestart(elaborate(design).design.top, RESTART);
  };

  test('none, where all stands in its domain', () => {
    expect(found((io, engine) => inDomain(engine, () => io.m.connect(queue(io.s, 2, { name: 'u_queue' }))))).toEqual(
      [],
    );
  });

  test('a queue beside it', () => {
    expect(found((io) => io.m.connect(queue(io.s, 2, { name: 'u_queue' })))).toEqual(['u_queue']);
  });

  test('a fork beside it', () => {
    const forked = found((io) => {
      const [a, b] = fork(io.s, 2);
      io.m.connect(a);
      b.ready.set(1);
    });
    expect(forked).toEqual(['branch0_taken', 'branch1_taken']);
  });

  test('a register without a reset in the top', () => {
    const kept = found((io) => {
      const { held } = regs({ held: uint(8) });
      when(io.s.valid, () => held.set(io.s.payload));
      io.m.valid.set(io.s.valid);
      io.m.payload.set(held);
      io.s.ready.set(io.m.ready);
    });
    expect(kept).toEqual(['held']);
  });

  test('a part of a part, by a second reset that it has', () => {
    const own = { clock: 'own_clk', reset: 'own_rst' };
    const Part = module(
      'part',
      { in: { s: byte }, out: { m: byte } },
      ({ s, m }, domains) => m.connect(inDomain(domains.own, () => queue(s, 2, { name: 'u_queue' }))),
      { domains: { own } },
    );
    const Whole = module(
      'whole',
      { in: { s: byte }, out: { m: byte } },
      ({ s, m }, domains) => {
        const { u_part } = insts({ u_part: Part }, { domains: { own: domains.own } });
        u_part.s.connect(s);
        m.connect(u_part.m);
      },
      { domains: { own } },
    );
    const inside = (keeps: boolean) =>
      found((io, engine) => {
        const outside = currentDomain();
        inDomain(engine, () => {
          const { u_whole } = insts({ u_whole: Whole }, { domains: { own: keeps ? outside : engine } });
          u_whole.s.connect(io.s);
          io.m.connect(u_whole.m);
        });
      });
    expect(inside(true)).toEqual(['u_whole']);
    expect(inside(false)).toEqual([]);
  });
});
