import { bits, bool, cat, insts, module, named, regs, select, stream, type UInt, uint, when } from '@chisel-lite/hdl';
import { blockInfo, resultBeat } from '../bundles.ts';
import { chosen } from '../choice.ts';
import { CHANNELS, type CoreParameters, OUTPUTS, STRIP, suffix, tokensPerUnit, unitsFor } from '../parameters.ts';
import { ResultQueue } from './result-queue.ts';
import { BLOCKS_IN_FLIGHT } from './sequencer.ts';

/** Beats of a channel's 8 results for one token. */
const BEATS = (OUTPUTS * 32) / STRIP;

/**
 * Puts the results of the four channels into the order of the outputs: for each block, each token, the 8 outputs of
 * channel 0, 1, 2, 3. Each group unit of each channel has its own queue; the sequencer's credits keep them from
 * overflowing.
 */
export const Collector = (parameters: CoreParameters) => {
  const units = unitsFor(parameters);
  const queues = CHANNELS * units;
  return module(
    `collector_${suffix(parameters)}`,
    {
      in: {
        block_issued: bool(),
        block: blockInfo,
        /** Of unit u of channel c at 4u + c. */
        beat_valid: uint(queues),
        beat: bits(queues * STRIP),
      },
      out: { y: stream(resultBeat), block_drained: bool() },
    },
    ({ block_issued, block, beat_valid, beat, y, block_drained }) => {
      const { u_blocks } = insts({ u_blocks: ResultQueue(4, BLOCKS_IN_FLIGHT) });
      u_blocks.push.set(block_issued);
      u_blocks.data.set(cat(block.last, block.tokens));
      const lastToken = u_blocks.head.slice(0, 3);

      // Where the next beat comes from.
      const { token, channel, half } = regs({ token: uint(3, 0), channel: uint(2, 0), half: bool(false) });
      const unit = tokensPerUnit(parameters) === 2 ? token.bits(2, 1) : token;
      const source = units === 1 ? channel : cat(unit, channel).resize(Math.log2(queues));
      const depth = BLOCKS_IN_FLIGHT * BEATS * tokensPerUnit(parameters);
      const { moved } = named({ moved: y.valid.and(y.ready) });
      const all = Array.from({ length: queues }, (_, i) => {
        const key = `u_queue${i}`;
        const { [key]: queue } = insts({ [key]: ResultQueue(STRIP, depth) });
        queue.push.set(beat_valid.bit(i));
        queue.data.set(beat.slice(i * STRIP, STRIP));
        queue.pop.set(moved.and(source.eq(i)));
        return queue;
      });
      y.valid.set(
        select(
          source,
          all.map((queue) => queue.occupied),
        ),
      );
      y.payload.data.set(
        chosen(
          source,
          all.map((queue) => queue.head as UInt<typeof STRIP>),
        ),
      );

      const { ends_channel, ends_token } = named({
        ends_channel: half,
        ends_token: half.and(channel.eq(CHANNELS - 1)),
      });
      const { ends_block } = named({ ends_block: ends_token.and(token.eq(lastToken)) });
      y.payload.last.set(ends_block.and(u_blocks.head.bit(3)));
      when(moved, () => {
        half.set(half.not());
        when(ends_channel, () => channel.set(channel.add(1)));
        when(ends_token, () => token.set(token.add(1)));
        when(ends_block, () => token.set(0));
      });
      const { drained } = named({ drained: moved.and(ends_block) });
      u_blocks.pop.set(drained);
      block_drained.set(drained);
    },
  );
};
