import type { ir, Simulation } from '@chisel-lite/hdl';
import type { StoredModel } from 'macromac/model/load.ts';
import type { Accelerator } from 'macromac/port/accelerator.ts';
import { matrixLayout } from 'macromac/port/layout.ts';
import type { PackedMatrix } from 'macromac/port/matrix.ts';
import type { Tokenizer } from 'macromac/text/tokenizer.ts';
import type { Followed } from '../shared/protocol.ts';
import { expected, heaviestInput, Probe, stepsOf } from './follow.ts';
import type { Asked } from './judged.ts';

/** The running machine, and what its LM head was asked so far. */
export interface Machine {
  readonly design: ir.Design;
  readonly simulator: Simulation;
  readonly subject: Accelerator;
  readonly stored: StoredModel;
  readonly tokenizer: Tokenizer;
  readonly asked: readonly Asked[];
  readonly chosen: readonly number[];
  /** Who looks at the machine in every cycle. */
  hook(probe: ((cycle: number) => void) | undefined): void;
}

/** Logits that are shown beside the chosen one. */
const BEST = 5;

/**
 * The LM head's product behind a word of the story once more, on the same machine with the same activations, while one
 * of its weights is followed. Throws where the word is not written yet.
 */
export async function followWord(machine: Machine, word: number, input?: number): Promise<Followed> {
  const { design, simulator, subject, stored, tokenizer, asked, chosen, hook } = machine;
  const question = asked[word];
  const token = chosen[word];
  if (!question || token === undefined) {
    throw new Error(`word ${word + 1} is not written yet; the story has ${chosen.length} so far`);
  }
  const { x, matrix: resident, top: then } = question;
  const { kind, data } = stored.tensors.get(resident.name)!;
  const matrix: PackedMatrix = { ...resident, format: kind as PackedMatrix['format'], data };
  const place = { n: token, k: input ?? heaviestInput(matrix, x, token) };
  const { groups } = matrixLayout(matrix.format, matrix.n, matrix.k);
  const probe = new Probe(design, simulator, place, groups);
  hook((cycle) => probe.cycle(cycle));
  const top = await subject.topK!(x, resident);
  hook(undefined);
  return {
    word,
    token,
    input: place.k,
    inputs: matrix.k,
    steps: stepsOf(probe, expected(matrix, x, place), place, groups, top),
    best: [...top.indices.subarray(0, BEST)].map((index, i) => ({
      text: tokenizer.decode([index]),
      logit: top.values[i],
    })),
    isRepeated: [...top.indices].every((index, i) => index === then.indices[i] && top.values[i] === then.values[i]),
  };
}
