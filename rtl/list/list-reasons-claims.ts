import {
  assert,
  type Bool,
  bool,
  cat,
  fires,
  type Handshake,
  type In,
  type Literal,
  lit,
  mux,
  named,
  past,
  regs,
  sameValue,
  scope,
  stable,
  type UInt,
  uint,
  when,
} from '@chisel-lite/hdl';
import { anyOf, implies, isInside } from '../claims.ts';
import { type command, PLACE } from '../command/command.ts';
import { ERROR_CODE } from '../command/registers.ts';
import { OPERATION_CODE, TOKEN_BITS } from '../parameters.ts';
import type { StateName } from './list-claims.ts';

/** Bits of a list's count of records, and of a stop token that are compared. */
const RECORD_BITS = 18;
const STOP_BITS = 19;
const RECORD_BYTES = 64;
/** The last position that there is. */
const LAST_POSITION = 65_534;

/** Fields of a product record that are named, from bit to bit (docs/command-list.md); of all others each bit is 0. */
const NAMED: readonly (readonly [from: number, to: number])[] = [
  [0, 18],
  [32, 71],
  [96, 114],
  [128, 167],
  [192, 231],
  [256, 295],
  [320, 359],
  [448, 487],
];

/** What of the command list's insides these claims are about, besides the others'. */
export interface Reasons {
  readonly state: { is(...names: readonly StateName[]): Bool };
  readonly m: Handshake & { readonly payload: In<typeof command> };
  readonly vector: Handshake & { readonly payload: UInt };
  readonly windowFirst: UInt<28>;
  readonly windowLast: UInt<28>;
  readonly refused: { readonly valid: Bool; readonly code: UInt<4>; readonly place: UInt<3> };
  readonly listing: Bool;
  readonly isRun: Bool;
  readonly repeats: Bool;
  readonly isLastChecked: Bool;
  readonly sent: UInt<2>;
  readonly number: UInt;
  readonly records: UInt;
  readonly current: In<typeof command>;
  readonly words: UInt;
  readonly patience: UInt;
  readonly done: Bool;
  /** Registers: the pass, its position and token; whether it is the last. */
  readonly pass: UInt<16>;
  readonly position: UInt<16>;
  readonly token: UInt;
  readonly stops: Bool;
  readonly hasTop: Bool;
  readonly largest: UInt;
  readonly noNumber: Bool;
  /** What the check of a vector record found. */
  readonly check: {
    readonly ended: Bool;
    readonly refused: { readonly valid: Bool; readonly code: UInt<4>; readonly place: UInt<3> };
    readonly steps: UInt<16>;
    readonly positions: UInt<16>;
    readonly parameters: object;
  };
  readonly parameters: Handshake;
}

/** Out of these a list is refused only for being stuck, or not at all. */
type Judging = 'Check' | 'Judge' | 'Vector' | 'Wait' | 'Next';

/** A bit of a product or `again` record that is named nowhere is 1. */
function hasUnnamedBit(words: UInt): Bool {
  const unnamed: Bool[] = [];
  let from = 0;
  for (const [first, last] of [...NAMED, [words.width, words.width] as const]) {
    if (first > from) {
      unnamed.push(words.slice(from, first - from).ne(0));
    }
    from = last + 1;
  }
  return anyOf(unnamed);
}

/** A list is refused where docs/command-list.md says so, with the code and the place that it says, and nowhere else. */
export function refusalsHaveReasons(at: Reasons): void {
  const { state, refused, current, records, words, number, repeats } = at;
  const kind = words.slice(0, 4);
  const { topSeen } = regs({ topSeen: bool() });
  when(state.is('Idle'), () => topSeen.set(0));
  when(state.is('Product').and(words.bit(13)), () => topSeen.set(1));
  assert(implies(at.listing, at.hasTop.eq(topSeen)), 'a list has a product with top when one has come');

  const { unnamed, outside } = named({
    unnamed: hasUnnamedBit(words),
    outside: isInside({ address: current.activations, beats: records.shlGrow(2) }, at.windowFirst, at.windowLast).not(),
  });
  const isLast = number
    .extend(RECORD_BITS + 1)
    .add(1)
    .eq(records.extend(RECORD_BITS + 1));
  const mustBeZero = [current.format, current.tokens].map((each) => each.ne(0));
  const count = current.outputs;
  const reserved = anyOf([
    current.reserved,
    current.top,
    current.reuse,
    ...mustBeZero,
    count.eq(0),
    count.ge(2 ** RECORD_BITS),
  ]);
  const misaligned = current.activations.slice(0, Math.log2(RECORD_BYTES)).ne(0);
  const beyond = current.position
    .extend(17)
    .add(current.groups.extend(17))
    .ge(2 ** 16);
  const last = at.isRun.not().and(repeats).and(at.isLastChecked.not()).and(isLast);
  /** The first that is so is said. */
  const reasons: readonly (readonly [Judging, Bool, Literal, Literal])[] = [
    ['Check', at.sent.eq(1).and(reserved), ERROR_CODE.reserved, PLACE.list],
    ['Check', at.sent.eq(1).and(misaligned), ERROR_CODE.alignment, PLACE.list],
    ['Check', at.sent.eq(1).and(outside), ERROR_CODE.window, PLACE.list],
    ['Judge', kind.eq(0).or(kind.ge(4)), ERROR_CODE.record, PLACE.list],
    ['Wait', kind.eq(3).and(isLast.not().or(topSeen.not()).or(unnamed)), ERROR_CODE.record, PLACE.list],
    ['Next', last.and(beyond), ERROR_CODE.bounds, PLACE.list],
  ];
  const byCheck = state.is('Vector').and(at.check.ended).and(at.check.refused.valid);
  const wrong = anyOf([...reasons.map(([name, isSo]) => state.is(name).and(isSo)), byCheck]);
  const stuck = at.listing.and(at.patience.bit(16)).and(at.done.not());
  const { code, place } = reasons.reduceRight<{ code: UInt<4>; place: UInt<3> }>(
    (otherwise, [name, isSo, why, where]) => ({
      code: mux(state.is(name).and(isSo), lit(why, uint(4)), otherwise.code) as UInt<4>,
      place: mux(state.is(name).and(isSo), lit(where, uint(3)), otherwise.place) as UInt<3>,
    }),
    { code: at.check.refused.code, place: at.check.refused.place },
  );
  const before = state.is('Refused').not();
  assert(
    implies(past(before), refused.valid.eq(past(wrong.or(stuck)))),
    'a list is refused for a reason, and only then',
  );
  const because = past(before).and(refused.valid);
  assert(
    implies(because.and(past(stuck)), refused.code.eq(ERROR_CODE.stalled).and(refused.place.eq(PLACE.list))),
    'for nothing moving',
  );
  assert(
    implies(because.and(past(stuck.not())), refused.code.eq(past(code)).and(refused.place.eq(past(place)))),
    'with the code and the place that it has',
  );
}

/** Which pass it is, at which position, with which token; and which is the last. */
export function passesFollow(at: Reasons): void {
  const { state, current, words, pass, position, token, sent, repeats, isRun, isLastChecked, stops } = at;
  const inPass = state.is('Idle', 'Check', 'Begin', 'Refused').not();
  const goesOn = state.is('Idle', 'Check', 'Refused').not();
  const sum = (value: UInt<16>) => value.extend(17);
  const checksLast = isLastChecked.and(isRun.not());
  assert(implies(goesOn.and(isRun.or(isLastChecked).not()), pass.eq(0)), 'the first pass is pass 0');
  assert(implies(goesOn.and(checksLast), pass.eq(current.groups)), 'the last that may be is checked');
  assert(
    implies(goesOn.and(isLastChecked), sum(current.position).add(sum(current.groups)).bit(16).not()),
    'its position is one',
  );
  assert(implies(goesOn.and(isRun), pass.le(mux(repeats, current.groups, 0))), 'no pass comes after it');
  assert(implies(inPass, position.eq(current.position.add(pass))), 'a pass is at its position');
  assert(
    implies(inPass.and(repeats.and(isRun)), sum(position).eq(sum(current.position).add(sum(pass)))),
    'which is one',
  );
  const first = current.weights_0.slice(0, TOKEN_BITS);
  const isFirst = goesOn.and(checksLast.not()).and(pass.eq(0).or(isRun.not()));
  assert(implies(isFirst, token.eq(first)), 'its first token is that of the command');
  assert(
    implies(past(goesOn.and(checksLast.not())).and(checksLast), token.eq(past(words.slice(96, TOKEN_BITS)))),
    'its last for the check the largest',
  );
  assert(
    implies(past(state.is('Again')).and(state.is('Begin')), token.eq(past(at.largest.resize(TOKEN_BITS)))),
    'after a pass its arg-max',
  );
  assert(
    implies(past(state.is('Again')).and(state.is('Begin')), pass.eq(past(pass).add(1))),
    'one pass after the other',
  );
  assert(
    implies(past(state.is('Idle', 'Next').not()).and(inPass), stable(pass).and(stable(token))),
    'token and pass stand for all its records',
  );

  // What ends a list that runs again.
  const { ends } = scope('again', () => regs({ ends: bool() }));
  const isStop = (from: number) => words.slice(from, STOP_BITS).eq(at.largest.resize(STOP_BITS));
  const { stop } = scope('again', () =>
    named({ stop: mux(sent.eq(1), isStop(128).or(isStop(192)), sent.eq(2).and(isStop(256).or(isStop(320)))) }),
  );
  when(state.is('Again'), () => ends.set(mux(sent.eq(0), at.noNumber.or(pass.eq(current.groups)), ends.or(stop))));
  assert(
    implies(state.is('Again').and(sent.ne(0)), stops.eq(ends)),
    'a pass ends the list that is the last, or has no number, or gives a stop token',
  );
  const another = state.is('Again').and(sent.ne(0)).and(ends.not());
  assert(implies(another, pass.lt(current.groups)), 'none follows the last that may be');
  const judged = past(state.is('Again').and(sent.eq(3)));
  assert(
    implies(
      judged.and(at.refused.valid.not()),
      mux(past(ends), state.is('Idle').and(past(at.done)), state.is('Begin')),
    ),
    'and another follows else',
  );
  assert(
    implies(at.done, repeats.not().or(state.is('Again').and(ends).and(sent.eq(3)))),
    'a list that runs again ends after such a pass',
  );
}

/** What a record of the list is made of what is handed on. */
export function recordsAreHandedOn(at: Reasons): void {
  const { m, vector, words, position, pass, sent, check, state } = at;
  // A vector record, beat by beat, with the steps and the context of its position.
  const whole = [
    cat(words.slice(64, 64), check.steps, words.slice(0, 48)),
    words.slice(128, 128),
    words.slice(256, 128),
    cat(words.slice(448, 64), check.positions, words.slice(384, 48)),
  ];
  for (const [i, beat] of whole.entries()) {
    assert(
      implies(vector.valid.and(sent.eq(i)), vector.payload.eq(beat.fit(128))),
      `beat ${i} of a vector record is its own, at its position`,
    );
  }
  const { payload } = at.parameters;
  assert(implies(at.parameters.valid, sameValue(payload, check.parameters)), 'parameters are those that were checked');
  when(state.is('Product'), () => {
    const c = m.payload;
    const context = position.extend(18).add(words.slice(64, 8).extend(18)).add(1);
    const upTo = (positions: number) =>
      context
        .add(positions - 1)
        .shr(Math.log2(positions))
        .resize(16);
    const isIn = context.le(LAST_POSITION + 1);
    assert(
      implies(isIn, c.groups.eq(mux(words.bit(14), upTo(64), words.slice(32, 16)))),
      'K is the record’s, or its context’s',
    );
    assert(implies(isIn, c.blocks.eq(mux(words.bit(15), upTo(32), words.slice(48, 16)))), 'and so is N');
    assert(
      c.reserved.eq(anyOf([hasUnnamedBit(words), isIn.not(), words.bit(16).and(words.bit(13))])),
      'a product that cannot be is said to be so',
    );
    const same = [
      c.format.eq(words.slice(4, 4)),
      c.tokens.eq(words.slice(8, 4)),
      c.reuse.eq(words.bit(12)),
      c.top.eq(words.bit(13)),
      c.to_vector.eq(words.bit(16)),
      c.outputs.eq(words.slice(96, 19)),
      c.weights_0.eq(words.slice(128, 40)),
      c.weights_1.eq(words.slice(192, 40)),
      c.weights_2.eq(words.slice(256, 40)),
      c.weights_3.eq(words.slice(320, 40)),
    ];
    assert(
      same.reduce((a, b) => a.and(b)),
      'what else it says it says',
    );
    assert(c.operation.eq(OPERATION_CODE.matmul).and(c.in_list).and(c.interrupt.not()), 'as a product of a list');
    const results = words.slice(448, 40);
    const byPass = mux(words.bit(18), pass, 0).extend(31);
    assert(
      c.results
        .slice(0, 9)
        .eq(results.slice(0, 9))
        .and(c.results.slice(9, 31).eq(results.slice(9, 31).add(byPass))),
      'its results lie where those of the pass do',
    );
  });
  assert(implies(fires(m).and(at.listing), state.is('Product')), 'a product is handed on in its turn');
}
