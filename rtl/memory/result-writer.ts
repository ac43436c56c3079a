import {
  assert,
  assume,
  bits,
  bool,
  bundle,
  cover,
  Fifo,
  insts,
  lit,
  module,
  named,
  past,
  regs,
  sameValue,
  stream,
  streamRules,
  type UInt,
  uint,
  verification,
  when,
} from '@chisel-lite/hdl';
import { resultBeat } from '../bundles.ts';
import { CHANNELS, OUTPUTS, STRIP } from '../parameters.ts';
import { BEAT_ADDRESS_BITS, burst, fault, OUTSTANDING } from './bundles.ts';

/** Beats of a block's 32 results for one token: a burst of 128 bytes. */
export const ROW_BEATS = (CHANNELS * OUTPUTS * 32) / STRIP;

/** Where a command's results go: row t of T at `address` + t · blocks · 128 bytes. */
export const destination = bundle(
  { address: uint(BEAT_ADDRESS_BITS), blocks: uint(16), tokens: uint(3), interrupt: bool() },
  {},
  'destination',
);

/** A beat of results on its way to memory. */
export const writtenBeat = bundle({ data: bits(STRIP), last: bool() }, {}, 'written_beat');

/**
 * Writes results to memory, a burst for each block and token. A burst is begun only when all its beats are here, so
 * that one that was begun always ends. `done` comes when the last write of a command has been answered; `halt` stops it
 * between bursts.
 */
export const ResultWriter = (depth = 64) =>
  module(
    'result_writer',
    {
      in: { request: stream(destination), y: stream(resultBeat), b: stream(uint(2)), halt: bool() },
      out: {
        aw: stream(burst),
        w: stream(writtenBeat),
        done: bool(),
        done_interrupt: bool(),
        drained: bool(),
        failed: fault,
      },
    },
    ({ request, y, b, halt, aw, w, done, done_interrupt, drained, failed }) => {
      const { u_queue } = insts({ u_queue: Fifo(bits(STRIP), depth, { style: 'distributed' }) });
      u_queue.s.valid.set(y.valid);
      u_queue.s.payload.set(y.payload.data);
      y.ready.set(u_queue.s.ready);

      const { active, asking, sending } = regs({ active: bool(false), asking: bool(false), sending: bool(false) });
      const { current, block_address, row_address } = regs({
        current: destination,
        block_address: uint(BEAT_ADDRESS_BITS),
        row_address: uint(BEAT_ADDRESS_BITS),
      });
      const { block, token, beat } = regs({ block: uint(16), token: uint(3), beat: uint(3, 0) });
      const { all_asked, outstanding } = regs({ all_asked: bool(false), outstanding: uint(4, 0) });

      const { last_token, last_block } = named({
        last_token: token.eq(current.tokens),
        last_block: block.eq(current.blocks.sub(1)),
      });
      const { begin } = named({
        begin: active
          .and(all_asked.not())
          .and(asking.not())
          .and(sending.not())
          .and(halt.not())
          .and(u_queue.level.ge(ROW_BEATS))
          .and(outstanding.ne(OUTSTANDING)),
      });
      const { asked } = regs({ asked: uint(BEAT_ADDRESS_BITS) });
      when(begin, () => {
        asking.set(1);
        sending.set(1);
        asked.set(row_address);
        when(last_token, () => {
          token.set(0);
          block.set(block.add(1));
          const following = block_address.add(ROW_BEATS);
          block_address.set(following);
          row_address.set(following);
          all_asked.set(last_block);
        }).otherwise(() => {
          token.set(token.add(1));
          row_address.set(row_address.add(current.blocks.shlGrow(Math.log2(ROW_BEATS)).resize(BEAT_ADDRESS_BITS)));
        });
      });
      when(aw.valid.and(aw.ready), () => asking.set(0));
      aw.valid.set(asking);
      aw.payload.address.set(asked);
      aw.payload.length.set(ROW_BEATS - 1);

      const { sent } = named({ sent: w.valid.and(w.ready) });
      w.valid.set(sending.and(u_queue.m.valid));
      w.payload.data.set(u_queue.m.payload);
      w.payload.last.set(beat.eq(ROW_BEATS - 1));
      u_queue.m.ready.set(sending.and(w.ready));
      when(sent, () => {
        beat.set(beat.add(1));
        when(w.payload.last, () => sending.set(0));
      });

      b.ready.set(1);
      outstanding.set(outstanding.add(begin.extend(4)).sub(b.valid.extend(4)));
      // After a failed write `halt` comes a cycle later, in time to keep its command from counting as done.
      const { finished } = named({ finished: active.and(all_asked).and(outstanding.eq(0)).and(halt.not()) });
      request.ready.set(active.not());
      when(finished, () => active.set(0));
      when(request.valid.and(active.not()), () => {
        active.set(1);
        current.set(request.payload);
        block_address.set(request.payload.address);
        row_address.set(request.payload.address);
        block.set(0);
        token.set(0);
        all_asked.set(0);
      });
      done.set(finished);
      done_interrupt.set(finished.and(current.interrupt));
      drained.set(outstanding.eq(0).and(asking.not()).and(sending.not()));
      failed.valid.set(b.valid.and(b.payload.ne(0)));
      // Answers come in order of the bursts; of the address only the command's is kept.
      failed.address.set(current.address);
      failed.response.set(b.payload);

      streamRules(aw, 'assert', 'aw');
      streamRules(w, 'assert', 'w');
      assume(request.valid.not().or(request.payload.blocks.ne(0)), 'a command has blocks');
      verification(() => {
        // Bursts whose address is out, whose data is out, that are not answered yet.
        const { addressed, complete } = regs({ addressed: uint(4, 0), complete: uint(4, 0) });
        const answers = b.valid.extend(4);
        burstsAreTheCommands();
        addressed.set(addressed.add(aw.valid.and(aw.ready).extend(4)).sub(answers));
        complete.set(complete.add(sent.and(w.payload.last).extend(4)).sub(answers));
        assume(b.valid.not().or(addressed.ne(0).and(complete.ne(0))), 'an answer comes for a burst that is complete');

        const inBounds = addressed.le(outstanding).and(complete.le(outstanding)).and(outstanding.le(OUTSTANDING));
        assert(inBounds, `no more than ${OUTSTANDING} bursts are outstanding`);
        assert(
          outstanding.eq(addressed.add(asking.extend(4))),
          'each outstanding burst has its address out, or offered',
        );
        assert(outstanding.eq(complete.add(sending.extend(4))), 'each outstanding burst has its data out, or at hand');
        assert(sending.or(beat.eq(0)), 'between bursts no beat is missing');
        assert(
          sending.not().or(u_queue.level.extend(8).add(beat.extend(8)).ge(ROW_BEATS)),
          'a burst that was begun has all its beats here',
        );
        assert(sending.not().or(w.valid), 'and sends them without a pause');
        assert(outstanding.eq(0).or(active), 'bursts are outstanding only for a command');
        assert(all_asked.not().or(block.eq(current.blocks)).or(active.not()), 'all bursts asked for are all blocks');
        assert(halt.not().or(done.not()), 'a halted writer has no command done');
        assert(past(halt).not().or(past(drained).not()).or(drained), 'a halted writer that is drained begins nothing');
        cover(done, 'a command is done');
        cover(outstanding.eq(2), 'two bursts are outstanding');

        const noneOpen = addressed.eq(0).and(complete.eq(0)).and(aw.valid.not()).and(w.valid.not());
        assert(drained.eq(noneOpen), 'drained is when no burst is open, offered or under way');
        assert(b.ready, 'an answer is always taken');
        assert(failed.valid.eq(b.valid.and(b.payload.ne(0))), 'an answer that is no OKAY is reported');
        assert(w.payload.last.eq(beat.eq(ROW_BEATS - 1)), 'a burst is a row');
      });

      /** The bursts of a command, as it says: token by token of a block, block by block. */
      function burstsAreTheCommands(): void {
        const { busy } = regs({ busy: bool(false) });
        const { said, at_block, at_token, block_at, row_at } = regs({
          said: destination,
          at_block: uint(16),
          at_token: uint(3),
          block_at: uint(BEAT_ADDRESS_BITS),
          row_at: uint(BEAT_ADDRESS_BITS),
        });
        const rows = (count: UInt<number>) => count.shlGrow(Math.log2(ROW_BEATS)).resize(BEAT_ADDRESS_BITS);
        const { left, may } = named({
          left: busy.and(at_block.ne(said.blocks)),
          may: aw.valid
            .not()
            .and(w.valid.not())
            .and(halt.not())
            .and(u_queue.level.gt(ROW_BEATS - 1))
            .and(outstanding.lt(OUTSTANDING)),
        });
        when(request.valid.and(request.ready), () => {
          busy.set(1);
          said.set(request.payload);
          at_block.set(0);
          at_token.set(0);
          block_at.set(request.payload.address);
          row_at.set(request.payload.address);
        }).elsewhen(left.and(may), () => {
          const next = block_at.add(rows(lit(1, uint(1))));
          when(at_token.ne(said.tokens), () => {
            at_token.set(at_token.add(1));
            row_at.set(row_at.add(rows(said.blocks)));
          }).otherwise(() => {
            at_token.set(0);
            at_block.set(at_block.add(1));
            block_at.set(next);
            row_at.set(next);
          });
        });
        when(done, () => busy.set(0));
        assert(request.ready.eq(busy.not()), 'a command is taken when there is none');
        assert(begin.eq(left.and(may)), 'a burst is begun as soon as its beats are here, and not before');
        assert(
          past(left.and(may))
            .not()
            .or(aw.valid.and(aw.payload.address.eq(past(row_at)))),
          'a burst is where the command says',
        );
        assert(aw.payload.length.eq(ROW_BEATS - 1), 'a burst asks for a row');
        assert(
          done.eq(busy.and(left.not()).and(outstanding.eq(0)).and(halt.not())),
          'a command is done when all of it is answered',
        );
        assert(done_interrupt.eq(done.and(said.interrupt)), 'and interrupts if it says so');
        when(busy, () => {
          assert(sameValue(current, said), 'the command stays what it was');
          assert(block.eq(at_block).and(all_asked.eq(left.not())), 'blocks are counted');
          assert(token.eq(at_token).and(row_address.eq(row_at)), 'the next row is the next token of the block');
          assert(block_address.eq(block_at), 'or the first of the next block');
        });
      }
    },
  );
