import assert from 'node:assert/strict';
import { type Random, randomPause, type Simulation, streamSink, streamSource } from '@chisel-lite/testbench';
import { type ListRecord, RECORD_WORDS, type VectorRecord } from 'macromac/backends/golden/list-records.ts';
import { join } from '../pins.ts';
import type { Arena, PlacedList } from './lists.ts';

export const LIST_OPERATION = 1;
const MATMUL = { operation: 0, position: 0, in_list: 0, to_vector: 0, only_check: 0, reserved: 0 };

/** A command as the queue has it; what a list does not say is 0. */
export const command = (fields: Readonly<Record<string, number | bigint>>) => ({
  ...MATMUL,
  groups: 0,
  blocks: 0,
  format: 0,
  tokens: 0,
  reuse: 0,
  interrupt: 0,
  top: 0,
  outputs: 0,
  weights_0: 0n,
  weights_1: 0n,
  weights_2: 0n,
  weights_3: 0n,
  activations: 0n,
  results: 0n,
  ...fields,
});

/** The command that starts a list, with anything in what has no meaning. */
export function commandOf(
  { address, records, position, passes, token = 0 }: PlacedList,
  interrupt: boolean,
  random: Random,
) {
  const some = () => random.bits(40);
  return command({
    operation: LIST_OPERATION,
    groups: passes === undefined ? random.below(2 ** 16) : passes - 1,
    blocks: random.below(2 ** 16),
    activations: BigInt(address),
    outputs: records,
    position,
    interrupt: Number(interrupt),
    weights_0: passes === undefined ? some() : (some() & ~0x3ffffn) | BigInt(token),
    weights_1: some(),
    weights_2: some(),
    weights_3: some(),
    results: some(),
  });
}

export type Command = ReturnType<typeof command>;

/** What the list hands on for a product. */
export function productOf(record: ListRecord & { kind: 'product' }, onlyCheck: boolean) {
  const { groups, blocks, format, tokens, reuse, top, outputs, toVectorUnit, weights, results } = record;
  return {
    groups,
    blocks,
    format,
    tokens: tokens - 1,
    reuse,
    top,
    outputs,
    to_vector: toVectorUnit,
    only_check: onlyCheck,
    weights: weights.map(BigInt),
    results: BigInt(results),
  };
}

export const seenProduct = (m: Record<string, unknown>) => ({
  groups: m['groups'],
  blocks: m['blocks'],
  format: m['format'],
  tokens: m['tokens'],
  reuse: m['reuse'],
  top: m['top'],
  outputs: m['outputs'],
  to_vector: m['to_vector'],
  only_check: m['only_check'],
  weights: [0, 1, 2, 3].map((i) => m[`weights_${i}`]),
  results: m['results'],
});

/** The words of a vector record with its steps and its context. */
export function handed(words: Uint32Array, record: VectorRecord): bigint[] {
  const at = words.slice();
  at[1] = (at[1] & 0xffff) + record.n2 * 2 ** 16;
  at[13] += record.context * 2 ** 16;
  return Array.from({ length: 4 }, (_, beat) => join([...at.subarray(4 * beat, 4 * beat + 4)], 32));
}

/** The words of a placed list's records. */
export function wordsOf(arena: Arena, { address, records }: PlacedList): Uint32Array[] {
  const { bytes } = arena.regions.find(({ base }) => base === address)!;
  const words = new Uint32Array(bytes.buffer);
  return Array.from({ length: records }, (_, i) => words.subarray(RECORD_WORDS * i, RECORD_WORDS * (i + 1)));
}

/** Memory, dispatcher, vector unit and appends as far as the list sees them. */
export function surroundings(sim: Simulation, random: Random, arena: Arena) {
  const share = () => [0, 0.3, 0.8][random.below(3)];
  const pause = (name: string) => ({ pause: randomPause(random.fork(name), share()) });
  const regions = streamSink<{ address: bigint; beats: number }>(sim.bus('region'), sim.clock, pause('region'));
  const beats = streamSource<bigint>(sim.bus('beats'), sim.clock, pause('beats'));
  const m = streamSink<Record<string, unknown>>(sim.bus('m'), sim.clock, pause('m'));
  // `vector_done` is no part of the stream.
  const { done: _, ...vectorBus } = sim.bus('vector');
  const vector = streamSink<bigint>(vectorBus, sim.clock, pause('vector'));
  const parameters = streamSink<{ address: bigint; beats: number }>(
    sim.bus('parameters'),
    sim.clock,
    pause('parameters'),
  );
  const slow = random.fork('slow');
  const late = [10, 400][random.below(2)];
  const state = {
    regions: 0,
    /** Of the second pass: records that have been begun, and appends that have not been answered. */
    unanswered: 0,
    forgotten: 0,
    begun: [] as { what: 'm' | 'vector' | 'parameters'; unanswered: number }[],
  };
  const due: { cycle: number; what: 'checked' | 'vector_done' | 'append_done' }[] = [];
  const pin = (name: string) => sim.port[name].raw;
  let records: readonly ListRecord[] = [];
  let vectorBeats = 0;
  sim.port['quiet'].value = 1;
  sim.port['active'].value = 1;
  sim.clock.attach({
    sample(cycle) {
      assert.equal(Number(pin('forget').value), Number(pin('region_valid').value), 'forgotten as a pass begins');
      state.forgotten += Number(pin('forget').value);
      if (pin('append_done').value) {
        state.unanswered--;
      }
      if (pin('region_valid').value && pin('region_ready').value) {
        const address = 16 * Number(pin('region_payload_address').value);
        const region = arena.regions.find(({ base }) => base === address)!;
        const words = new Uint32Array(region.bytes.buffer);
        for (let i = 0; i < words.length; i += 4) {
          beats.send(join([...words.subarray(i, i + 4)], 32));
        }
        state.regions++;
      }
      if (pin('m_valid').value && pin('m_ready').value && pin('m_payload_in_list').value) {
        if (pin('m_payload_only_check').value) {
          due.push({ cycle: cycle + 5 + slow.below(20), what: 'checked' });
        } else {
          state.begun.push({ what: 'm', unanswered: state.unanswered });
        }
      }
      if (pin('parameters_valid').value && pin('parameters_ready').value) {
        state.begun.push({ what: 'parameters', unanswered: state.unanswered });
      }
      if (pin('vector_valid').value && pin('vector_ready').value && ++vectorBeats % 4 === 1) {
        state.begun.push({ what: 'vector', unanswered: state.unanswered });
      } else if (pin('vector_valid').value && pin('vector_ready').value && vectorBeats % 4 === 0) {
        const record = records.filter(({ kind }) => kind === 'vector')[vectorBeats / 4 - 1] as VectorRecord;
        const ends = cycle + 1 + slow.below(40);
        due.push({ cycle: ends, what: 'vector_done' });
        if (record.destination === 'append') {
          state.unanswered++;
          due.push({ cycle: ends + 1 + slow.below(late), what: 'append_done' });
        }
      }
    },
    drive(cycle) {
      for (const what of ['checked', 'vector_done', 'append_done'] as const) {
        const at = due.findIndex((each) => each.what === what && each.cycle <= cycle);
        pin(what).value = Number(at >= 0);
        if (at >= 0) {
          due.splice(at, 1);
        }
      }
    },
  });
  return {
    state,
    regions,
    m,
    vector,
    parameters,
    expect: (list: readonly ListRecord[]) => {
      records = [...records, ...list];
    },
  };
}

export const start = (sim: Simulation): void => {
  sim.port['window_first'].value = 0;
  sim.port['window_last'].value = 2 ** 28 - 1;
};
