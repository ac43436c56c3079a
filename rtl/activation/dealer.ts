import { bool, cat, lit, module, mux, named, regs, stream, type UInt, uint, vec, when } from '@chisel-lite/hdl';
import { BEAT_ADDRESS_BITS, region, vectors } from '../memory/bundles.ts';
import { CHANNELS, type CoreParameters, loadLanes, STRIPS_PER_GROUP } from '../parameters.ts';
import { GROUP_ADDRESS } from './buffer.ts';

const GROUP_SHIFT = Math.log2(STRIPS_PER_GROUP);
/** Beats of three vectors, and a group. */
const JUMP_BITS = GROUP_ADDRESS + 3 + GROUP_SHIFT;

/**
 * A bit a lane: which of the vectors of set `set`, those that load side by side, a command has. `last`: its last
 * vector.
 */
export const lanesUsed = (parameters: CoreParameters, last: UInt<3>, set: number): UInt<typeof CHANNELS> => {
  const lanes = loadLanes(parameters);
  const used = Array.from({ length: CHANNELS }, (_, lane) =>
    lane < lanes ? last.ge(set * lanes + lane) : lit(0, uint(1)),
  );
  return cat(...used.reverse()).fit(CHANNELS);
};

/** A bit a port, handed on by one port: what stood at p stands at p + 1. */
export const handedOn = (ports: UInt<number>): UInt<typeof CHANNELS> =>
  cat(ports.slice(0, CHANNELS - 1), ports.bit(CHANNELS - 1)).fit(CHANNELS);

/**
 * Deals a command's activations over the four memory ports, a group of 64 (256 bytes) at a time. Step s fetches one
 * group of each of the vectors that load side by side: that of lane c through port (c + s) mod 4. So each port carries
 * a quarter of every vector, and in no step does a port carry two groups. The addresses of the lanes are kept by port
 * and handed on from port to port.
 */
export const ActivationDealer = (parameters: CoreParameters) => {
  const { tokens } = parameters;
  const lanes = loadLanes(parameters);
  const sets = tokens / lanes;
  return module(
    `activation_dealer_t${tokens}`,
    {
      in: { request: stream(vectors) },
      out: {
        regions_0: stream(region),
        regions_1: stream(region),
        regions_2: stream(region),
        regions_3: stream(region),
      },
    },
    ({ request, regions_0, regions_1, regions_2, regions_3 }) => {
      const ports = [regions_0, regions_1, regions_2, regions_3];
      const { active, free, sent } = regs({
        active: uint(1, 0),
        /** Its opposite, for who asks: so much is loaded while nothing is active. */
        free: bool(true),
        sent: uint(CHANNELS),
      });
      const { group, last_group, in_last_set, jump } = regs({
        group: uint(GROUP_ADDRESS),
        last_group: uint(GROUP_ADDRESS),
        in_last_set: uint(1),
        jump: uint(JUMP_BITS),
      });
      const { address, used, used_next } = regs({
        address: vec(CHANNELS, uint(BEAT_ADDRESS_BITS)),
        used: uint(CHANNELS),
        used_next: uint(CHANNELS),
      });

      const done = ports.map((port, p) => sent.bit(p).or(port.ready).or(used.bit(p).not()));
      const { stepping, ends_set } = named({
        stepping: active.and(cat(...done).andR()),
        ends_set: group.eq(last_group),
      });
      ports.forEach((port, p) => {
        port.valid.set(active.and(used.bit(p)).and(sent.bit(p).not()));
        port.payload.set({ address: address.at(p), beats: STRIPS_PER_GROUP });
        when(port.valid.and(port.ready), () => sent.bit(p).set(1));
      });
      when(stepping, () => {
        sent.set(0);
        group.set(group.add(1));
        used.set(handedOn(used));
        used_next.set(handedOn(used_next));
        // From the last group of a vector to the first of the one four rows on.
        const stride = sets === 1 ? lit(STRIPS_PER_GROUP, uint(JUMP_BITS)) : mux(ends_set, jump, STRIPS_PER_GROUP);
        for (let p = 0; p < CHANNELS; p++) {
          address.at((p + 1) % CHANNELS).set(address.at(p).add(stride.extend(BEAT_ADDRESS_BITS)));
        }
        when(ends_set, () => {
          group.set(0);
          used.set(handedOn(used_next));
          in_last_set.set(1);
          when(in_last_set, () => {
            active.set(0);
            free.set(1);
          });
        });
      });

      const { groups, tokens: last } = request.payload;
      /** Beats of `rows` vectors. */
      const beatsOf = (rows: number): UInt<number> => {
        const wide = groups.extend(GROUP_ADDRESS + 3);
        const single = rows & 1 ? wide : lit(0, uint(GROUP_ADDRESS + 3));
        return (rows & 2 ? single.add(wide.shl(1)) : single).shlGrow(GROUP_SHIFT);
      };
      request.ready.set(free);
      // What is set while nothing is asked for is of no meaning.
      when(active.not(), () => {
        active.set(request.valid);
        free.set(request.valid.not());
        sent.set(0);
        group.set(0);
        last_group.set(groups.sub(1).slice(0, GROUP_ADDRESS));
        in_last_set.set(sets === 1 ? 1 : last.lt(lanes));
        jump.set(
          sets === 1
            ? 0
            : beatsOf(CHANNELS - 1)
                .resize(JUMP_BITS)
                .add(STRIPS_PER_GROUP),
        );
        used.set(lanesUsed(parameters, last, 0));
        used_next.set(sets === 1 ? 0 : lanesUsed(parameters, last, 1));
        for (let lane = 0; lane < CHANNELS; lane++) {
          const before = beatsOf(lane < lanes ? lane : 0).resize(BEAT_ADDRESS_BITS);
          address.at(lane).set(request.payload.address.add(before));
        }
      });
    },
  );
};
