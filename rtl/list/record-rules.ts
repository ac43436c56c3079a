import { type Bool, cat, type In, lit, mux, type UInt, uint } from '@chisel-lite/hdl';
import { anyOf } from '../claims.ts';
import { REPLAYED_BEATS } from '../vector/parameters.ts';
import {
  A_SOURCE,
  APPEND,
  B_SOURCE,
  C_SOURCE,
  D_SOURCE,
  E_SOURCE,
  FINISH,
  FUNCTION,
  REDUCED_VECTORS,
  REDUCTION,
  SCALARS,
  type vectorRecord,
} from '../vector/record.ts';

/** Beats of a head that is appended at most. */
const HEAD_BEATS = 32;

type VectorRecord = In<typeof vectorRecord>;

/** What kind of record it is. */
export interface RecordKind {
  readonly appends: Bool;
  readonly reduces: Bool;
  readonly usesParameters: Bool;
}

/**
 * What is wrong with the fields of a vector record, whatever the position: loops and reductions, parameters, an append,
 * what is unknown.
 */
export const wrongFields = (record: VectorRecord, kind: RecordKind): UInt<4> =>
  cat(wrongLoops(record, kind), wrongParameters(record, kind), wrongAppend(record, kind), unknownCodes(record)).fit(4);

/** Does a record use scalars that there are not? */
export function usesMoreScalars(record: VectorRecord, { reduces }: RecordKind): Bool {
  const beyond = (used: Bool, index: UInt<5>) => used.and(index.addGrow(record.last_vector).ge(lit(SCALARS, uint(6))));
  const ofC = record.c_source.eq(C_SOURCE.scalar).or(record.e_source.eq(E_SOURCE.scalar));
  return beyond(record.b_source.eq(B_SOURCE.scalar), record.b_scalar)
    .or(beyond(ofC, record.c_scalar))
    .or(beyond(reduces, record.r_scalar));
}

/** More vectors than a reduction or an append takes. */
const hasMoreVectors = (record: VectorRecord): Bool => record.last_vector.ge(REDUCED_VECTORS);

function wrongLoops(record: VectorRecord, { reduces }: RecordKind): Bool {
  const uneven = record.beats
    .slice(0, 3)
    .mul(record.steps.slice(0, 3))
    .slice(0, 3)
    .orR()
    .and(record.steps_by_context.not());
  return anyOf([
    record.beats.eq(0),
    record.steps.eq(0).and(record.steps_by_context.not()),
    record.steps_by_context.and(record.beats.ne(8)).and(record.beats.ne(16)),
    reduces.and(hasMoreVectors(record).or(record.twice).or(uneven)),
    record.reduction.eq(REDUCTION.squares).and(record.e_source.ne(E_SOURCE.none)),
    reduces.not().and(record.finish.ne(FINISH.none)),
  ]);
}

function wrongParameters(record: VectorRecord, { usesParameters }: RecordKind): Bool {
  const many = record.last_vector.ne(0).or(record.twice);
  const expected = mux(
    record.two,
    record.beats.shlGrow(1).fit(17),
    mux(record.half, record.beats.shr(1), record.beats).extend(17),
  );
  return anyOf([
    record.half.and(record.two.or(record.beats.bit(0))),
    usesParameters.and(record.parameter_beats.extend(17).ne(expected)),
    record.d_source.eq(D_SOURCE.second).and(record.two.not()),
    usesParameters.and(many).and(record.parameter_beats.gt(REPLAYED_BEATS)),
    usesParameters.not().and(record.half.or(record.two).or(record.parameters_by_position)),
    record.parameters_by_token.and(record.parameters_by_position.not()),
  ]);
}

const wrongAppend = (record: VectorRecord, { appends, usesParameters }: RecordKind): Bool =>
  appends.and(
    record.a_source
      .ne(A_SOURCE.memory)
      .or(record.steps.ne(1))
      .or(record.steps_by_context)
      .or(record.twice)
      .or(usesParameters)
      .or(record.beats.gt(HEAD_BEATS))
      .or(record.beats.slice(0, 3).orR())
      .or(record.fill.ne(record.beats))
      .or(hasMoreVectors(record)),
  );

const unknownCodes = (record: VectorRecord): Bool =>
  anyOf([
    record.a_source.gt(A_SOURCE.parameters),
    record.c_source.gt(C_SOURCE.parameters),
    record.d_source.gt(D_SOURCE.second),
    record.operation.gt(FUNCTION.reciprocal),
    record.e_source.gt(E_SOURCE.memory),
    record.reduction.gt(REDUCTION.magnitude),
    record.finish.gt(FINISH.byteScale),
    record.append.gt(APPEND.values8),
    record.context.orR(),
    record.reserved_2.orR(),
    record.reserved_7,
    record.reserved_11.orR(),
    record.reserved_12.orR(),
    record.reserved_13.orR(),
  ]);
