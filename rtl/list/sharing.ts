import {
  type Bool,
  bits,
  bool,
  cat,
  type In,
  mux,
  named,
  type Out,
  regs,
  type StreamType,
  stream,
  type UIntType,
} from '@chisel-lite/hdl';
import { region } from '../memory/bundles.ts';
import { STRIP } from '../parameters.ts';

const regions = stream(region);
const beats = stream(bits(STRIP));
/** A strip of each lane that is loaded. */
type Activations = StreamType<UIntType<number>>;

/** Whose turn it is with what the activations of commands and those of lists share. */
export interface Turn {
  readonly by_list: Bool;
  readonly without_list: Bool;
}

/**
 * A cycle late, in which nothing moves; a register each for who speaks and for what is said, since so much hangs on it.
 */
export function turnOf(running: Bool): Turn {
  const { by_list, without_list } = regs({ by_list: bool(false), without_list: bool(true) });
  by_list.set(running);
  without_list.set(running.not());
  return { by_list, without_list };
}

/** A reader, and both whom it reads for. */
export interface SharedReader {
  readonly reader: { readonly request: Out<typeof regions>; readonly beats: In<typeof beats> };
  /** Of activations. */
  readonly dealt: In<typeof regions>;
  readonly gathered: Out<typeof beats>;
  /** Of the list, or of its parameters. */
  readonly asked: In<typeof regions>;
  readonly taken: Out<typeof beats>;
}

export function shareReader(
  { by_list, without_list }: Turn,
  { reader, dealt, gathered, asked, taken }: SharedReader,
): void {
  const { request, beats } = reader;
  request.valid.set(mux(by_list, asked.valid, dealt.valid));
  request.payload.set(mux(without_list, dealt.payload, asked.payload));
  asked.ready.set(by_list.and(request.ready));
  dealt.ready.set(by_list.not().and(request.ready));
  // Nothing is gathered while a list runs.
  gathered.valid.set(beats.valid);
  gathered.payload.set(beats.payload);
  taken.valid.set(by_list.and(beats.valid));
  taken.payload.set(beats.payload);
  beats.ready.set(by_list.and(taken.ready).or(gathered.ready));
}

/** Activations of the core, from memory or from the vector unit. */
export function shareActivations(
  { by_list, without_list }: Turn,
  core: Out<Activations>,
  gathered: In<Activations>,
  vector: In<typeof beats>,
): void {
  core.valid.set(mux(by_list, vector.valid, gathered.valid));
  // Serially only the lowest lane is of meaning.
  const { lowest } = named({ lowest: mux(without_list, gathered.payload.slice(0, STRIP), vector.payload) });
  const others = gathered.payload.width - STRIP;
  core.payload.set(others === 0 ? lowest : cat(gathered.payload.slice(STRIP, others), lowest));
  vector.ready.set(by_list.and(core.ready));
  // Nothing is gathered while a list runs.
  gathered.ready.set(core.ready);
}
