import {
  bool,
  cat,
  enumeration,
  lit,
  module,
  mux,
  named,
  registered,
  regs,
  stream,
  switch_,
  uint,
  when,
} from '@chisel-lite/hdl';
import { BEAT_ADDRESS, GROUP_ADDRESS } from '../activation/buffer.ts';
import { blockInfo, runCommand, stripControl } from '../bundles.ts';
import { FORMAT_CODE, STRIPS_PER_GROUP } from '../parameters.ts';

const Phase = enumeration('phase', 'Zeros', 'Scales', 'Weights');

/** Blocks whose results may be on their way at once: what the result queues hold. */
export const BLOCKS_IN_FLIGHT = 8;

/**
 * Says what the next strip is, and takes it when the four channels offer one (`offered`) and the activations of its
 * group are there (`loaded`: so many groups of the bank in use are). The last strip of a block waits until the result
 * queues have room for the block: the only place where the core stops for its output. `control` comes a cycle after
 * `take`, together with the registered strips.
 */
export const Sequencer = (tokens: number) =>
  module(
    `sequencer_t${tokens}`,
    {
      in: {
        run: stream(runCommand(tokens)),
        offered: bool(),
        loaded: uint(GROUP_ADDRESS + 1),
        poisoned: uint(tokens),
        block_drained: bool(),
      },
      out: {
        take: bool(),
        control: stripControl(tokens),
        read_address: uint(BEAT_ADDRESS + 1),
        read_exponents: bool(),
        read_group: uint(GROUP_ADDRESS + 1),
        finished: bool(),
        bank_in_use: bool(),
        block_issued: bool(),
        block: blockInfo,
        /** From the first strip of a queue of commands to the last. */
        busy: bool(),
        /** The activations of the strip at hand have not come yet. */
        waiting: bool(),
      },
    },
    (io) => {
      const { active, begun, here, phase, credits } = regs({
        active: bool(false),
        begun: bool(false),
        here: bool(false),
        phase: Phase.init('Zeros'),
        credits: uint(4, BLOCKS_IN_FLIGHT),
      });
      const {
        current,
        strip,
        quad,
        group,
        block,
        address,
        one_group,
        late_group,
        late_block,
        last_strip,
        last_group,
        last_block,
      } = regs({
        current: runCommand(tokens),
        /**
         * Weight strip in the group, macro in the quad, group in the block, block in the matrix, beat of activations.
         */
        strip: uint(5),
        quad: uint(2),
        group: uint(GROUP_ADDRESS),
        block: uint(16),
        address: uint(BEAT_ADDRESS),
        /** Of the command: whether it has one group, and the last group and block but one. */
        one_group: bool(),
        late_group: uint(GROUP_ADDRESS),
        late_block: uint(16),
        /**
         * Whether strip, group and block are the last ones of group, block and matrix: found with the step to them, not
         * when they are taken.
         */
        last_strip: bool(),
        last_group: bool(),
        last_block: bool(),
      });

      const { int8, dense } = named({
        int8: current.format.eq(FORMAT_CODE.int8),
        dense: current.format.eq(FORMAT_CODE.dense),
      });
      const { ends_block } = named({ ends_block: last_strip.and(last_group) });
      // A cycle old. That is soon enough: a group begins with a scales strip, and only weights meet activations.
      here.set(active.and(group.extend(GROUP_ADDRESS + 1).lt(io.loaded)));
      const { taken } = named({
        taken: active
          .and(here)
          .and(io.offered)
          .and(ends_block.not().or(credits.ne(0))),
      });
      const { block_ends, command_ends } = named({
        block_ends: taken.and(ends_block),
        command_ends: taken.and(ends_block).and(last_block),
      });

      when(taken, () => {
        switch_(phase, {
          Zeros: () => phase.set('Scales'),
          Scales: () => {
            phase.set('Weights');
            strip.set(0);
          },
          Weights: () => {
            strip.set(strip.add(1));
            last_strip.set(strip.eq(mux(int8, lit(2 * STRIPS_PER_GROUP - 2, uint(5)), STRIPS_PER_GROUP - 2)));
            when(int8.not().or(strip.bit(0)), () => address.set(address.add(1)));
            when(last_strip, () => {
              quad.set(quad.add(1));
              phase.set(mux(int8.or(dense.and(quad.ne(3))), lit('Scales', Phase), lit('Zeros', Phase)));
              group.set(group.add(1));
              last_group.set(group.eq(late_group));
              when(last_group, () => {
                group.set(0);
                last_group.set(one_group);
                address.set(0);
                block.set(block.add(1));
                last_block.set(block.eq(late_block));
              });
            });
          },
        });
      });

      io.run.ready.set(active.not().or(command_ends));
      when(taken, () => begun.set(1));
      when(io.run.ready, () => {
        when(io.run.valid.not(), () => begun.set(0));
        active.set(io.run.valid);
        current.set(io.run.payload);
        phase.set(mux(io.run.payload.format.eq(FORMAT_CODE.int8), lit('Scales', Phase), lit('Zeros', Phase)));
        quad.set(0);
        group.set(0);
        block.set(0);
        address.set(0);
        const { groups, blocks } = io.run.payload;
        one_group.set(groups.eq(1));
        late_group.set(groups.sub(2).slice(0, GROUP_ADDRESS));
        late_block.set(blocks.sub(2));
        last_strip.set(0);
        last_group.set(groups.eq(1));
        last_block.set(blocks.eq(1));
      });

      credits.set(credits.add(io.block_drained.extend(4)).sub(block_ends.extend(4)));

      const inWeights = taken.and(phase.is('Weights'));
      const strobes = registered(
        {
          zeros_0: taken.and(phase.is('Zeros')),
          scales_0: taken.and(phase.is('Scales')),
          weights_0: inWeights,
          last_0: taken.and(last_strip),
        },
        { init: { zeros_0: 0, scales_0: 0, weights_0: 0, last_0: 0 } },
      );
      const about = registered({
        first_0: strip.eq(0),
        upper_0: strip.bit(0),
        dense_0: dense,
        int8_0: int8,
        first_group_0: group.eq(0),
        last_group_0: last_group,
        tokens_0: current.tokens,
        poisoned_0: io.poisoned,
      });
      io.control.set({
        zeros: strobes.zeros_0,
        scales: strobes.scales_0,
        weights: strobes.weights_0,
        last: strobes.last_0,
        first: about.first_0,
        upper: about.upper_0,
        dense: about.dense_0,
        int8: about.int8_0,
        first_group: about.first_group_0,
        last_group: about.last_group_0,
        tokens: about.tokens_0,
        poisoned: about.poisoned_0,
      });

      io.take.set(taken);
      io.read_address.set(cat(current.bank, address));
      io.read_exponents.set(taken.and(last_strip));
      io.read_group.set(cat(current.bank, group));
      io.finished.set(command_ends);
      io.bank_in_use.set(current.bank);
      io.block_issued.set(block_ends);
      io.block.tokens.set(current.tokens);
      io.block.last.set(last_block);
      io.busy.set(begun.or(taken));
      io.waiting.set(here.not());
    },
  );
