import type { ir, Simulation } from '@chisel-lite/hdl';
import { add, round } from 'macromac/backends/golden/float32.ts';
import { toBlockFloat } from 'macromac/backends/golden/fused.ts';
import { emptyMacro, MACRO_READERS } from 'macromac/backends/golden/macro.ts';
import type { TopK } from 'macromac/port/accelerator.ts';
import { BLOCK_OUTPUTS, CHANNELS, GROUP_SIZE, matrixLayout } from 'macromac/port/layout.ts';
import type { PackedMatrix } from 'macromac/port/matrix.ts';
import type { FollowedStep } from '../shared/protocol.ts';
import { findSignal } from './recorder.ts';

/** Strips of a macro: zeros, scales, 16 of weights, each of 4 inputs × 8 outputs. */
const STRIPS = 18;
const STRIP_INPUTS = 4;
/** Widths of a weight less its zero point, of a mantissa, and of a sum [bits]. */
const [WEIGHT, MANTISSA, SUM] = [8, 27, 40];
/** From a weight strip in the MACRO_MAC to the product of its first lane, and one more for each lane [cycles]. */
const TO_PRODUCT = 3;
/** Where FP32's exponent 0 stands, and how far a mantissa's lowest bit is below its highest [design §5]. */
const [BIAS, MANTISSA_TOP] = [127, 25];

/** A weight of a matrix, by its output and its input. */
export interface Place {
  readonly n: number;
  readonly k: number;
}

/** Of the golden model: everything between a weight and the result it belongs to. */
export interface Expected {
  readonly q: number;
  readonly z: number;
  readonly scale: number;
  readonly x: number;
  readonly m: number;
  readonly exponent: number;
  readonly product: number;
  readonly sum: number;
  /** Of each group of the output: fl(S · s · 2^e), and what is added up so far. */
  readonly terms: readonly number[];
  readonly totals: readonly number[];
  readonly strips: { readonly zeros: bigint; readonly scales: bigint; readonly weights: bigint };
}

/** Where a weight stands in memory and in the array. */
function whereIs({ n, k }: Place, groups: number) {
  const block = Math.floor(n / BLOCK_OUTPUTS);
  const [channel, blockOfChannel] = [block % CHANNELS, Math.floor(block / CHANNELS)];
  const group = Math.floor(k / GROUP_SIZE);
  const inGroup = k % GROUP_SIZE;
  return {
    channel,
    blockOfChannel,
    group,
    /** Number of the macro in the channel's stream. */
    macro: blockOfChannel * groups + group,
    /** Output of the block; weight strip of the macro; lane of the strip. */
    j: n % BLOCK_OUTPUTS,
    strip: Math.floor(inGroup / STRIP_INPUTS),
    r: inGroup % STRIP_INPUTS,
  };
}

/** The same by the golden model's parts, from the model's bytes and the activations alone. */
export function expected(matrix: PackedMatrix, x: Float32Array, place: Place): Expected {
  const { format, n, k, data } = matrix;
  const { groups, channelBytes } = matrixLayout(format, n, k);
  const { channel, blockOfChannel, group, macro: index, j, strip, r } = whereIs(place, groups);
  const region = data.subarray(channel * channelBytes, (channel + 1) * channelBytes);
  const stripAt = (number: number) => wordOf(region.subarray(16 * (STRIPS * index + number)), 16);
  const strips = { zeros: stripAt(0), scales: stripAt(1), weights: stripAt(2 + strip) };
  const nibble = (of: bigint, i: number) => Number((of >> BigInt(4 * i)) & 15n);

  const macro = emptyMacro();
  const groupOf = (g: number) => {
    MACRO_READERS[format](region, blockOfChannel * groups + g, macro);
    const values = new Float32Array(GROUP_SIZE);
    values.set(x.subarray(g * GROUP_SIZE, (g + 1) * GROUP_SIZE));
    const { mantissas, scale } = toBlockFloat(values);
    const weights = Array.from({ length: GROUP_SIZE }, (_, i) => macro.weights[BLOCK_OUTPUTS * i + j]);
    const sum = weights.reduce((total, w, i) => total + w * mantissas[i], 0);
    return { weights, mantissas, exponent: Math.log2(scale), sum, scale: macro.scales[j], unit: scale };
  };
  const terms: number[] = [];
  const totals: number[] = [];
  for (let g = 0; g < groups; g++) {
    const { sum, scale, unit } = groupOf(g);
    terms.push(sum === 0 ? 0 : round(sum * scale * unit));
    totals.push(add(totals.at(-1) ?? 0, terms[g]));
  }
  const { weights, mantissas, exponent, sum, scale } = groupOf(group);
  const inGroup = place.k % GROUP_SIZE;
  return {
    q: nibble(strips.weights, BLOCK_OUTPUTS * r + j),
    z: nibble(strips.zeros, j),
    scale,
    x: x[place.k],
    m: mantissas[inGroup],
    exponent,
    product: weights[inGroup] * mantissas[inGroup],
    sum,
    terms,
    totals,
    strips,
  };
}

/** The input whose share of an output is the largest. */
export function heaviestInput(matrix: PackedMatrix, x: Float32Array, n: number): number {
  let [best, largest] = [0, -1];
  for (let k = 0; k < matrix.k; k++) {
    const { q, z, scale } = expected(matrix, x, { n, k });
    const share = Math.abs((q - z) * scale * x[k]);
    if (share > largest) {
      [best, largest] = [k, share];
    }
  }
  return best;
}

/** Something read in the hardware, and when. */
interface Seen<T> {
  readonly cycle: number;
  readonly value: T;
}

/** Looks at the machine in every cycle of a product and keeps what belongs to one weight. */
export class Probe {
  readonly #design: ir.Design;
  readonly #where: ReturnType<typeof whereIs>;
  readonly #place: Place;
  readonly #read: Readonly<Record<string, () => bigint>>;
  /** What is to be read in later cycles. */
  readonly #due = new Map<number, (() => void)[]>();
  readonly #paths: Readonly<Record<string, string>>;
  #beats = 0;
  #macros = 0;
  #inMacro = 0;
  #captured = 0;
  #scaled = 0;
  #added = 0;
  #resultBeats = 0;
  readonly #groups: number;
  readonly seen: Partial<Record<string, Seen<bigint>>> = {};
  readonly terms: Seen<bigint>[] = [];
  readonly totals: Seen<bigint>[] = [];

  constructor(design: ir.Design, simulator: Simulation, place: Place, groups: number) {
    this.#design = design;
    this.#place = place;
    this.#groups = groups;
    this.#where = whereIs(place, groups);
    const { channel, j, r } = this.#where;
    const mac = `u_core.u_c${channel}_mac`;
    const group = `${mac}.u_g0_group`;
    this.#paths = {
      rvalid: `u_port_${channel}.weights_r_valid`,
      rready: `u_port_${channel}.weights_r_ready`,
      rdata: `u_port_${channel}.weights_r_payload_data`,
      isZeros: `${mac}.control_zeros`,
      isScales: `${mac}.control_scales`,
      isWeights: `${mac}.control_weights`,
      strip: `${mac}.strip`,
      difference: `${mac}.u_unpack.difference`,
      zeros: `${mac}.u_unpack.zeros`,
      scales: `${mac}.u_unpack.current_scales`,
      values: `${mac}.values`,
      word: 'u_core.u_buffer.t0_word_2',
      product: `${mac}.u_t0_dot.u_o${j}.k${r}_product`,
      captured: `${mac}.captured`,
      sum: `${mac}.u_t0_dot.u_o${j}.total`,
      exponents: `${mac}.exponents`,
      scaled: `${group}.scaled_valid`,
      scaledIndex: `${group}.scaled_index`,
      term: `${group}.u_scale.t_7`,
      added: `${group}.u_accumulate.valid_7`,
      addedIndex: `${group}.u_accumulate.index_7`,
      total: `${group}.u_accumulate.u_add.sum_6`,
      beatValid: `${group}.u_accumulate.result_valid`,
      beat: `${group}.u_accumulate.result`,
      pending: 'u_top.pending',
      topBlock: 'u_top.block',
      topBeat: 'u_top.row_beat',
      keys: 'u_top.keys',
    };
    this.#read = Object.fromEntries(
      Object.entries(this.#paths).map(([name, path]) => {
        const handle = simulator.signal(path);
        return [name, () => BigInt(handle.value)];
      }),
    );
  }

  /** File and line in which a signal is declared. */
  place(name: string): { path: string; line: number } {
    const { frames } = findSignal(this.#design.top, this.#paths[name])!.at;
    const { file, line } = frames.find((frame) => !frame.library) ?? frames[0];
    return { path: file.slice(file.lastIndexOf('rtl/')), line };
  }

  /** Called after every cycle. */
  cycle(now: number): void {
    const { macro, j, strip, r, blockOfChannel } = this.#where;
    const read = this.#read;
    const is = (name: string) => read[name]() !== 0n;
    const note = (name: string, value: bigint, cycle = now) => {
      this.seen[name] ??= { cycle, value };
    };
    const at = (cycle: number, look: () => void) => this.#due.set(cycle, [...(this.#due.get(cycle) ?? []), look]);

    if (is('rvalid') && is('rready') && this.#beats++ === STRIPS * macro + 2 + strip) {
      note('rdata', read.rdata());
    }
    if (is('isZeros')) {
      this.#macros++;
      this.#inMacro = 0;
      if (this.#macros - 1 === macro) {
        note('zerosStrip', read.strip());
      }
    } else if (is('isScales') && this.#macros - 1 === macro) {
      note('scalesStrip', read.strip());
    } else if (is('isWeights') && this.#inMacro++ === strip && this.#macros - 1 === macro) {
      note('strip', read.strip());
      at(now + 1, () => {
        note('difference', signedPart(read.difference(), WEIGHT, BLOCK_OUTPUTS * r + j), now + 1);
        note('mantissa', signedPart(read.values(), MANTISSA, r), now + 1);
      });
      const then = now + TO_PRODUCT + r;
      at(then, () => note('product', BigInt.asIntN(WEIGHT + MANTISSA, read.product()), then));
    }
    if (is('captured') && this.#captured++ === macro) {
      note('sum', BigInt.asIntN(SUM, read.sum()));
      note('exponent', read.exponents());
    }
    // The groups of the output take turns with those of the block's other seven.
    const first = blockOfChannel * this.#groups;
    const isOfOutput = (count: number) => count >= first && count < first + this.#groups;
    if (is('scaled') && read.scaledIndex() === BigInt(j) && isOfOutput(this.#scaled++)) {
      this.terms.push({ cycle: now, value: read.term() });
    }
    if (is('added') && read.addedIndex() === BigInt(j) && isOfOutput(this.#added++)) {
      this.totals.push({ cycle: now, value: read.total() });
    }
    if (is('beatValid') && this.#resultBeats++ === 2 * blockOfChannel + Math.floor(j / 4)) {
      note('beat', (read.beat() >> BigInt(32 * (j % 4))) & 0xffffffffn);
    }
    // A beat of four results at a time, 8 beats a row.
    const { n } = this.#place;
    if (is('pending') && 8n * read.topBlock() + read.topBeat() === BigInt(Math.floor(n / 4))) {
      note('key', (read.keys() >> BigInt(32 * (n % 4))) & 0xffffffffn);
    }
    for (const look of this.#due.get(now) ?? []) {
      look();
    }
    this.#due.delete(now);
  }
}

/** Element i of a vector of signed numbers. */
const signedPart = (all: bigint, width: number, i: number): bigint => BigInt.asIntN(width, all >> BigInt(width * i));

/** The steps from the strip in memory to the logit, each with what the hardware held and what golden says. */
export function stepsOf(probe: Probe, golden: Expected, place: Place, groups: number, top: TopK): FollowedStep[] {
  const where = whereIs(place, groups);
  const { channel, group, macro, strip, j, r } = where;
  const { q, z, scale, x, m, exponent, product, sum, terms, totals, strips } = golden;
  const step = (
    title: string,
    about: string,
    signal: string,
    seen: Seen<bigint> | undefined,
    value: (bits: bigint) => string,
    wanted: string,
  ): FollowedStep => {
    const held = seen === undefined ? 'not seen' : value(seen.value);
    return {
      title,
      about,
      cycle: seen?.cycle ?? -1,
      value: held,
      golden: wanted,
      isSame: held === wanted,
      ...probe.place(signal),
    };
  };
  const { seen } = probe;
  const hex = (bits: bigint) => bits.toString(16).toUpperCase().padStart(32, '0');
  const plain = (bits: bigint) => bits.toLocaleString('en-US');
  const nibbleOf = (i: number) => (bits: bigint) => `${(bits >> BigInt(4 * i)) & 15n}`;
  const half = (bits: bigint) => halfText((bits >> BigInt(16 * j)) & 0xffffn);
  const float = (bits: bigint) => floatText(Number(bits));
  const lane = BLOCK_OUTPUTS * r + j;
  const steps = [
    step(
      'The strip comes from memory',
      `Port ${channel}, beat ${STRIPS * macro + 2 + strip} of this matrix: 128 bits, the weights of ${STRIP_INPUTS} inputs and ${BLOCK_OUTPUTS} outputs.`,
      'rdata',
      seen.rdata,
      hex,
      hex(strips.weights),
    ),
    step(
      'Its zero point z',
      `Strip 0 of the macro: 4 bits for each of 8 outputs; ours is nibble ${j}.`,
      'zeros',
      seen.zerosStrip,
      nibbleOf(j),
      `${z}`,
    ),
    step(
      'Its scale s',
      `Strip 1 of the macro: an FP16 number for each output; ours is number ${j}.`,
      'scales',
      seen.scalesStrip,
      half,
      halfText((strips.scales >> BigInt(16 * j)) & 0xffffn),
    ),
    step(
      'The weight q',
      `Weight strip ${strip} of the macro, as the four channels take it together; ours is nibble ${lane}.`,
      'strip',
      seen.strip,
      nibbleOf(lane),
      `${q}`,
    ),
    step(
      'q − z',
      `The unpacker subtracts, a cycle later, in all 32 lanes. With the scale this is the weight ${((q - z) * scale).toPrecision(5)}.`,
      'difference',
      seen.difference,
      plain,
      plain(BigInt(q - z)),
    ),
    step(
      'The activation’s mantissa m',
      `x = ${x.toPrecision(6)} of the vector before the LM head; the group of 64 shares the exponent ${exponent}, so x ≈ m · 2^${exponent}.`,
      'word',
      seen.mantissa,
      plain,
      plain(BigInt(m)),
    ),
    step(
      'The product (q − z) · m',
      `Multiplier ${r} of the column of output ${j}, one DSP48E2 on the board. An exact integer.`,
      'product',
      seen.product,
      plain,
      plain(BigInt(product)),
    ),
    step(
      'The sum of the group',
      `All 64 products of group ${group}, added exactly in 40 bits.`,
      'sum',
      seen.sum,
      plain,
      plain(BigInt(sum)),
    ),
    step(
      'The group’s exponent',
      'Kept as FP32 keeps it, of the largest of the 64 activations.',
      'exponents',
      seen.exponent,
      (bits) => `${Number(bits) - BIAS - MANTISSA_TOP}`,
      `${exponent}`,
    ),
  ];
  for (let g = 0; g < groups; g++) {
    steps.push(
      step(
        `Group ${g} in FP32${g === group ? ', ours' : ''}`,
        'The sum times scale times 2 to the exponent, rounded once.',
        'term',
        probe.terms[g],
        float,
        floatText(bitsOf(terms[g])),
      ),
      step(
        g === 0 ? 'Added to nothing' : `Added to the ${g === 1 ? 'group' : `${g} groups`} before`,
        g === groups - 1 ? 'This is the result of the output.' : 'The FP32 adder takes six cycles.',
        'total',
        probe.totals[g],
        float,
        floatText(bitsOf(totals[g])),
      ),
    );
  }
  const result = floatText(bitsOf(totals[groups - 1]));
  const rank = top.indices.indexOf(place.n);
  steps.push(
    step('It leaves the MACRO_MAC', `In a beat of four results, in place ${j % 4}.`, 'beat', seen.beat, float, result),
    step(
      'The logit is compared with the largest 64 so far',
      rank < 0
        ? 'It is not among them.'
        : `In the end it stands in place ${rank + 1} of the list${rank === 0 ? ', so its word is written' : ''}.`,
      'keys',
      seen.key,
      (bits) => floatText(fromKey(Number(bits))),
      result,
    ),
  );
  return steps;
}

/** A float's bits out of the key by which the list is ordered. */
const fromKey = (key: number): number => (key >= 0x80000000 ? key - 0x80000000 : ~key >>> 0);

const words = new Uint32Array(1);
const floats = new Float32Array(words.buffer);
const bitsOf = (value: number): number => {
  floats[0] = value;
  return words[0];
};
function floatText(bits: number): string {
  words[0] = bits;
  return `${floats[0].toPrecision(7)} (${bits.toString(16).toUpperCase().padStart(8, '0')})`;
}

/** An FP16 number that is no infinity and no NaN. */
function halfText(bits: bigint): string {
  const [exponent, fraction] = [Number((bits >> 10n) & 31n), Number(bits & 1023n)];
  const size = exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
  const value = bits >> 15n ? -size : size;
  return `${value.toPrecision(5)} (${bits.toString(16).toUpperCase().padStart(4, '0')})`;
}

/** The first bytes as a number, the lowest first. */
function wordOf(bytes: Uint8Array, count: number): bigint {
  let value = 0n;
  for (let i = count - 1; i >= 0; i--) {
    value = (value << 8n) | BigInt(bytes[i]);
  }
  return value;
}
