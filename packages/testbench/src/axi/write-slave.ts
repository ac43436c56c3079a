import { type BeatSupply, HandshakeSource } from '../bus/handshake.ts';
import type { Pause } from '../bus/pause.ts';
import type { Random } from '../random.ts';
import type { Clock } from '../scheduler/clock.ts';
import { ProtocolViolation } from '../scheduler/errors.ts';
import type { Bus } from '../simulation.ts';
import type { AddressSpace } from './address-space.ts';
import { type AxiResponse, type Burst, beatAddress, DECERR, EXOKAY, OKAY, takeBurst } from './burst.ts';
import { bindChannel, channelSink, numberOf, setNumber } from './channel.ts';
import type { ExclusiveMonitor } from './exclusive.ts';

/** A write whose data is complete and whose response is not yet sent. */
export interface PendingWrite extends Burst {
  response: AxiResponse;
  /** Cycle of its last data beat. */
  complete: number;
}

export interface WriteSlaveOptions {
  memory: AddressSpace;
  /** May the response be sent in this cycle? The memory's timing; default at once. */
  finished?(write: PendingWrite, cycle: number): boolean;
  completed?(write: PendingWrite): void;
  /** Writes accepted and not yet answered; default 8. */
  outstanding?: number;
  /** What is written is in memory when it is answered, and not before; default as soon as its data has come. */
  late?: boolean;
  /** Lets responses of different IDs overtake each other, by chance; default in order. */
  outOfOrder?: Random;
  respond?(address: number): AxiResponse;
  /** Judges exclusive writes; without one they are plain writes. */
  monitor?: ExclusiveMonitor;
  pause?: { aw?: Pause; w?: Pause; b?: Pause };
}

interface DataBeat {
  words: Uint32Array;
  /** Undefined when every lane is written. */
  strobe: bigint | undefined;
  last: boolean;
  cycle: number;
}

/** Beats that are taken before their address at most. */
const MOST_BEATS = 256;

/**
 * The AW, W and B channels of an AXI4 memory for the design's write master on `bus`. Data may come before its address.
 */
export function attachWriteSlave(bus: Bus, prefix: string, clock: Clock, options: WriteSlaveOptions) {
  const aw = bindChannel(bus, prefix, 'aw');
  const w = bindChannel(bus, prefix, 'w');
  const b = bindChannel(bus, prefix, 'b');
  const { memory, monitor } = options;
  const { data, strb, last } = w.signal;
  const limit = options.outstanding ?? 8;
  const busBytes = (data?.width ?? 0) / 8;
  const every = (1n << BigInt(busBytes)) - 1n;
  const fullStrobe = busBytes <= 32 ? Number(every) : every;
  const addressed: (Burst & { taken: number; response: AxiResponse; landings: (() => void)[] })[] = [];
  const beats: DataBeat[] = [];
  const answers: (PendingWrite & { readonly landings: readonly (() => void)[] })[] = [];
  let outstanding = 0;

  const pair = () => {
    while (addressed.length && beats.length) {
      const burst = addressed[0];
      const beat = beats.shift() as DataBeat;
      const index = burst.taken++;
      const isLast = burst.taken === burst.beats;
      if (last && beat.last !== isLast) {
        throw new ProtocolViolation(
          w.handshake.name,
          'WLAST wrong',
          `beat ${index + 1} of ${burst.beats} to 0x${burst.address.toString(16)} has wlast ${beat.last ? 1 : 0} (cycle ${beat.cycle})`,
        );
      }
      const address = beatAddress(burst, index);
      const response = responseTo(address);
      const land = () => store(address, burst.size, beat, response);
      if (options.late || (burst.exclusive && monitor)) {
        burst.landings.push(land);
      } else {
        land();
      }
      burst.response = Math.max(burst.response, response) as AxiResponse;
      if (!isLast) {
        continue;
      }
      addressed.shift();
      const write = { ...burst, complete: beat.cycle };
      if (burst.exclusive && monitor && write.response === OKAY) {
        if (monitor.holds(burst)) {
          write.response = EXOKAY;
        } else {
          write.landings = []; // somebody else was faster: nothing is written
        }
      }
      if (!options.late) {
        for (const land of write.landings) {
          land();
        }
        write.landings = [];
      }
      answers.push(write);
      options.completed?.(write);
    }
  };
  const responseTo = (address: number): AxiResponse =>
    memory.find(address - (address % busBytes), busBytes) ? (options.respond?.(address) ?? OKAY) : DECERR;
  const store = (address: number, size: number, beat: DataBeat, response: AxiResponse): void => {
    const aligned = address - (address % busBytes);
    const first = address - aligned;
    monitor?.written(address - (address % size), size);
    const end = first - (first % size) + size;
    const region = memory.find(aligned, busBytes);
    if (beat.strobe === undefined && size === busBytes && first === 0 && busBytes % 4 === 0) {
      if (region && response === OKAY) {
        region.words.set(beat.words, (aligned - region.base) / 4);
      }
      return;
    }
    const strobe = beat.strobe ?? every;
    const bytes = new Uint8Array(beat.words.buffer);
    for (let lane = 0; lane < busBytes; lane++) {
      if (!((strobe >> BigInt(lane)) & 1n)) {
        continue;
      }
      if (lane < first || lane >= end) {
        throw new ProtocolViolation(
          w.handshake.name,
          'WSTRB outside the transfer',
          `lane ${lane} of a beat of ${size} bytes at 0x${address.toString(16)} (cycle ${beat.cycle})`,
        );
      }
      if (region && response === OKAY) {
        region.bytes[aligned - region.base + lane] = bytes[lane];
      }
    }
  };

  const counted = (more: number) => {
    outstanding += more;
    addressSink.full = outstanding >= limit;
  };
  const addressSink = clock.attach(
    channelSink(
      aw,
      (cycle) => {
        addressed.push({ ...takeBurst(aw, busBytes, cycle), taken: 0, response: OKAY, landings: [] });
        counted(1);
        pair();
        dataSink.full = beats.length >= MOST_BEATS;
      },
      options.pause?.aw,
    ),
  );
  const dataSink = clock.attach(
    channelSink(
      w,
      (cycle) => {
        const words = data?.words?.slice() ?? Uint32Array.of(numberOf(data, 0));
        const strobe = strb && strb.value !== fullStrobe ? BigInt(strb.value) : undefined;
        beats.push({ words, strobe, last: Boolean(last?.value), cycle });
        pair();
        dataSink.full = beats.length >= MOST_BEATS;
      },
      options.pause?.w,
    ),
  );
  const supply: BeatSupply = {
    get waiting() {
      return answers.length;
    },
    put(cycle) {
      if (!answers.length || (!options.outOfOrder && options.finished?.(answers[0], cycle) === false)) {
        return false;
      }
      const ready = answers.filter(
        (answer, at) =>
          answers.findIndex((other) => other.id === answer.id) === at && (options.finished?.(answer, cycle) ?? true),
      );
      if (!ready.length || (!options.outOfOrder && ready[0] !== answers[0])) {
        return false;
      }
      const answer = ready[options.outOfOrder ? options.outOfOrder.below(ready.length) : 0];
      answers.splice(answers.indexOf(answer), 1);
      for (const land of answer.landings) {
        land();
      }
      setNumber(b.signal.resp, answer.response);
      setNumber(b.signal.id, answer.id);
      return true;
    },
    accepted() {
      counted(-1);
    },
    reset() {
      addressed.length = 0;
      beats.length = 0;
      answers.length = 0;
      counted(-outstanding);
      dataSink.full = false;
    },
  };
  return clock.attach(new HandshakeSource(b.handshake, supply, options.pause?.b));
}
