import {
  bits,
  bool,
  cat,
  counter,
  fsm,
  lit,
  module,
  named,
  regs,
  stream,
  synchronize,
  uint,
  when,
} from '@chisel-lite/hdl';

export interface UartOptions {
  /** Clock cycles a bit, at least 4: clock frequency / baud rate. */
  readonly cyclesPerBit: number;
}

/** Sends bytes as start bit, eight data bits (lowest first), stop bit. */
export const UartTransmitter = ({ cyclesPerBit }: UartOptions) =>
  module(`UartTransmitter_${cyclesPerBit}`, { in: { s: stream(bits(8)) }, out: { txd: bool() } }, ({ s, txd }) => {
    // The frame shifts out lowest bit first; ones come in behind it, so an idle line is 1.
    const { frame, left } = regs({ frame: bits(9, 0x1ff), left: uint(4, 0) });
    const { busy } = named({ busy: left.ne(0) });
    const { tick } = counter({ tick: cyclesPerBit }, busy);

    s.ready.set(busy.not());
    txd.set(frame.bit(0));
    when(busy, () => {
      when(tick.wraps, () => {
        frame.set(cat(lit(1, bool()), frame.slice(1, 8)).fit(9));
        left.set(left.sub(1));
      });
    }).elsewhen(s.valid, () => {
      frame.set(cat(s.payload, lit(0, bool())).fit(9));
      left.set(10);
    });
  });

/** Receives what the transmitter sends; `m` must be taken before the next byte is complete, else that byte is lost. */
export const UartReceiver = ({ cyclesPerBit }: UartOptions) =>
  module(`UartReceiver_${cyclesPerBit}`, { in: { rxd: bool() }, out: { m: stream(bits(8)) } }, ({ rxd, m }) => {
    const { line } = synchronize({ line: rxd });
    const { byte_q, bit_index, wait } = regs({
      byte_q: bits(8),
      bit_index: uint(3),
      wait: uint(16),
    });
    const { full } = regs({ full: bool(false) });
    const { sample } = named({ sample: wait.eq(0) });

    m.valid.set(full);
    m.payload.set(byte_q);
    when(m.ready, () => full.set(0));
    when(sample, () => wait.set(cyclesPerBit - 1)).otherwise(() => wait.set(wait.sub(1)));

    fsm('state', {
      // From the edge of the start bit to the middle of the first data bit.
      Idle: (go) =>
        when(line.not(), () => {
          wait.set(Math.floor(cyclesPerBit * 1.5) - 1);
          bit_index.set(0);
          go('Data');
        }),
      Data: (go) =>
        when(sample, () => {
          byte_q.set(cat(line, byte_q.slice(1, 7)).fit(8));
          bit_index.set(bit_index.add(1));
          when(bit_index.eq(7), () => go('Stop'));
        }),
      Stop: (go) =>
        when(sample, () => {
          full.set(line);
          go('Idle');
        }),
    });
  });
