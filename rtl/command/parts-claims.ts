import {
  assert,
  type Bool,
  bool,
  fires,
  type Handshake,
  type In,
  lit,
  mux,
  named,
  past,
  regs,
  sameValue,
  scope,
  type UInt,
  uint,
  verification,
  when,
} from '@chisel-lite/hdl';
import type { commandWord } from '../bundles.ts';
import { anyOf, implies } from '../claims.ts';
import type { selection } from '../head/top-k.ts';
import type { COUNT_BITS, region, vectors } from '../memory/bundles.ts';
import type { destination } from '../memory/result-writer.ts';
import { FORMAT_CODE } from '../parameters.ts';
import type { command } from './command.ts';

/** Bits of a number of beats, with room for four times as many. */
const WIDE = 32;
/** Strips of a macro, and macros of the dense format that share a strip of zeros (docs/formats.md). */
const STRIPS = { macro: 18, dense: 17, int8: 33 } as const;
const MACROS_PER_ZEROS = 4;
/** Bytes of a vector's list of the largest results, and of a row of a block's results (docs/registers.md). */
const LIST_BYTES = 512;
const ROW_BYTES = 128;
const BEAT_BYTES = 16;

/** Beats that a channel's `macros` take in a format. */
function isLengthOf(beats: UInt, macros: UInt, format: UInt<4>): Bool {
  const times = (strips: number) => macros.mul(lit(strips, uint(6))).resize(WIDE);
  const zeros = beats.resize(WIDE).sub(times(STRIPS.dense));
  const room = zeros
    .mul(lit(MACROS_PER_ZEROS, uint(3)))
    .resize(WIDE)
    .sub(macros.resize(WIDE));
  return implies(format.eq(FORMAT_CODE.macro), beats.resize(WIDE).eq(times(STRIPS.macro)))
    .and(implies(format.eq(FORMAT_CODE.dense), room.lt(MACROS_PER_ZEROS)))
    .and(implies(format.eq(FORMAT_CODE.int8), beats.resize(WIDE).eq(times(STRIPS.int8))));
}

type Of<T> = Handshake & { readonly payload: T };

/** A command, and what of it goes to whom. */
export interface Handed {
  readonly queued: Of<In<typeof command>>;
  readonly forget: Bool;
  /** Registers: the command at hand, the macros of a channel, the beats of a channel's weights. */
  readonly current: In<typeof command>;
  readonly macros: UInt<24>;
  readonly weightBeats: UInt<typeof COUNT_BITS>;
  readonly isIdle: Bool;
  readonly isSize: Bool;
  readonly isRegions: Bool;
  readonly isSend: Bool;
  readonly isFoundRight: Bool;
  readonly accepted: Bool;
  /** Register: a bit a receiver that has what it gets. */
  readonly hasPart: UInt<9>;
  readonly weights: readonly Of<In<typeof region>>[];
  readonly activations: Of<In<typeof vectors>>;
  readonly core: Of<In<typeof commandWord>>;
  readonly results: Of<In<typeof destination>>;
  readonly select: Of<In<typeof selection>>;
  /** None where there are no lists: then all results are the writer's. */
  readonly route?: Of<Bool>;
  /** Registers: whose activations are kept. */
  readonly loaded: Bool;
  readonly loadedGroups: UInt<16>;
  readonly loadedTokens: UInt<4>;
}

/**
 * What goes out says what the command says that was taken, and goes to those that have something to do for it, once
 * each.
 */
export function partsSayWhatWasTaken(at: Handed): void {
  const { queued, current, isIdle, isSize, isRegions, isSend, weights, activations, core, results, select, route } = at;
  verification(() => {
    const taken = fires(queued);
    assert(
      implies(past(taken), sameValue(current, past(queued.payload))),
      'the command at hand is the one that was taken',
    );
    assert(implies(past(isIdle.not()), sameValue(current, past(current))), 'and stays so until its end');
    const { groups, blocks } = current;
    assert(
      implies(isSize, at.macros.eq(past(groups.slice(0, 8).mul(blocks).fit(24)))),
      'a channel has a macro a group and block',
    );
    assert(implies(isRegions.or(isSend), at.macros.eq(past(at.macros))), 'for as long as the command lasts');
    const { just_reckoned } = named({ just_reckoned: isRegions.and(past(isSize)) });
    assert(
      implies(just_reckoned, isLengthOf(at.weightBeats, at.macros, current.format)),
      'weights are as long as their format makes them',
    );
    assert(
      implies(isRegions.and(just_reckoned.not()).or(isSend), at.weightBeats.eq(past(at.weightBeats))),
      'and stay so',
    );

    const beat = (byte: UInt<40>) => byte.shr(Math.log2(BEAT_BYTES)).resize(36);
    const addresses = [current.weights_0, current.weights_1, current.weights_2, current.weights_3];
    weights.forEach(({ payload }, i) => {
      assert(
        payload.address.eq(beat(addresses[i])).and(payload.beats.eq(at.weightBeats)),
        `channel ${i} reads its weights, all of them`,
      );
    });
    when(isSend, () => {
      assert(
        activations.payload.address
          .eq(beat(current.activations))
          .and(activations.payload.groups.extend(16).eq(current.groups))
          .and(activations.payload.tokens.extend(4).eq(current.tokens)),
        'activations are read from where the command says, a vector a token',
      );
      const { payload: word } = core;
      assert(
        word.groups
          .eq(current.groups)
          .and(word.blocks.eq(current.blocks))
          .and(word.format.extend(4).eq(current.format))
          .and(word.tokens.eq(current.tokens))
          .and(word.reuse.eq(current.reuse))
          .and(word.serial.eq(current.in_list))
          .and(word.reserved_0.eq(0))
          .and(word.reserved_1.eq(0)),
        'the core is told the shape, the format, and whence activations come',
      );
      const lists = current.tokens
        .extend(16)
        .add(1)
        .mul(lit(LIST_BYTES / ROW_BYTES, uint(3)))
        .resize(16);
      assert(
        results.payload.blocks.eq(mux(current.top, lists, current.blocks)),
        'a row is of all blocks, or of all lists',
      );
      assert(results.payload.interrupt.eq(current.interrupt), 'an interrupt is asked for if the command does');
      assert(
        select.payload.top
          .eq(current.top)
          .and(select.payload.last_vector.extend(4).eq(current.tokens))
          .and(select.payload.outputs.eq(current.outputs)),
        'of the results those are chosen that the command says',
      );
      if (route) {
        assert(route.payload.eq(current.to_vector), 'results go to the vector unit if the command says so');
      }
    });

    const everybody = lit(1, bool());
    const toMemory = route ? current.to_vector.not() : everybody;
    const parts: readonly (readonly [Handshake, Bool])[] = [
      ...weights.map((each) => [each, everybody] as const),
      [activations, current.reuse.or(current.in_list).not()],
      [core, everybody],
      [results, toMemory],
      [select, toMemory],
      ...(route ? [[route, everybody] as const] : []),
    ];
    const left = parts.map(([part, wanted], i) =>
      scope(`receiver_${i}`, () => {
        const { served } = regs({ served: bool() });
        when(isSend, () => served.set(served.or(fires(part)))).otherwise(() => served.set(0));
        assert(
          implies(isRegions, at.hasPart.bit(i).eq(wanted.not())),
          `receiver ${i} has nothing before, unless it gets nothing`,
        );
        const { waits } = named({ waits: isSend.and(wanted).and(served.not()) });
        assert(part.valid.eq(waits), `receiver ${i} is offered its part until it has it, if it has one`);
        return waits;
      }),
    );
    const { sent } = named({ sent: isSend.and(anyOf(left).not()) });
    assert(at.accepted.eq(sent.and(toMemory)), 'a command counts as accepted when all its parts are out');

    // Whose activations the core keeps: of whatever was last sent, or found right in a list, and brought some.
    const { kept, kept_groups, kept_tokens } = scope('activations', () =>
      regs({ kept: bool(false), kept_groups: uint(16), kept_tokens: uint(4) }),
    );
    when(sent.or(at.isFoundRight).and(current.reuse.not()), () => {
      kept.set(1);
      kept_groups.set(current.groups);
      kept_tokens.set(current.tokens);
    });
    when(at.forget, () => kept.set(0));
    const { is_kept } = scope('activations', () =>
      named({ is_kept: kept.and(kept_groups.eq(current.groups)).and(kept_tokens.eq(current.tokens)) }),
    );
    assert(
      at.loaded.eq(kept).and(implies(kept, at.loadedGroups.eq(kept_groups).and(at.loadedTokens.eq(kept_tokens)))),
      'activations are known as kept once a command that brought them is out, and until they are forgotten',
    );
    assert(
      implies(isSize.and(current.reuse), past(is_kept)),
      'a command reuses only what is kept, and of its own shape',
    );
  });
}
