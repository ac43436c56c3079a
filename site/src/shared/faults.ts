/** A mistake in one file of the hardware, ready to be made. */
export interface Fault {
  readonly id: string;
  readonly title: string;
  /** What is broken. */
  readonly about: string;
  /** What comes of it: another text, the same text later, or a refusal. */
  readonly effect: 'text' | 'cycles' | 'refused';
  readonly expect: string;
  readonly path: string;
  readonly changes: readonly Replacement[];
}

interface Replacement {
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

export const FAULTS: readonly Fault[] = [
  {
    id: 'dead-multiplier',
    title: 'A dead multiplier',
    about: 'Of the 32 multipliers of each channel one gives 0, always.',
    effect: 'text',
    expect: 'The sums are wrong a little; the story goes elsewhere, and golden says which product was the first.',
    path: 'rtl/mac/fused-dot.ts',
    changes: [
      {
        find: 'lanes.map(({ w }) => w.slice(j * WEIGHT_BITS, WEIGHT_BITS))',
        replace:
          'lanes.map(({ w }, k) => w.slice(j * WEIGHT_BITS, WEIGHT_BITS).and(j === 5 && k === 0 ? 0 : 2 ** WEIGHT_BITS - 1))',
      },
    ],
  },
  {
    id: 'lost-bit',
    title: 'A lost bit',
    about: 'The lowest bit of every 4-bit weight does not arrive.',
    effect: 'text',
    expect: 'Every odd weight is one too small: the story turns to gibberish.',
    path: 'rtl/mac/unpacker.ts',
    changes: [{ find: 'nibble(strip, lane).subGrow', replace: 'nibble(strip, lane).and(14).subGrow' }],
  },
  {
    id: 'neighbours-zero',
    title: 'The neighbour’s zero point',
    about: 'Each output subtracts the zero point of the output beside it: an index that is off by one.',
    effect: 'text',
    expect: 'The mistake people make. It looks plausible, and the story is another.',
    path: 'rtl/mac/unpacker.ts',
    changes: [{ find: 'nibble(zeros, j)', replace: 'nibble(zeros, (j + 1) % OUTPUTS)' }],
  },
  {
    id: 'short-fifo',
    title: 'A FIFO one entry short',
    about: 'The queue of results holds 7 beats; a row of 8 is written only when all of it is there.',
    effect: 'refused',
    expect: 'No row would ever be complete, and the machine would hang. The language says so before a cycle has run.',
    path: 'rtl/memory/result-writer.ts',
    changes: [{ find: 'Fifo(bits(STRIP), depth, {', replace: 'Fifo(bits(STRIP), ROW_BEATS - 1, {' }],
  },
  {
    id: 'stalls',
    title: 'A stall generator',
    about: 'In one cycle of four the weights are said not to be there.',
    effect: 'cycles',
    expect: 'The same story to the letter, since every stream waits for its partner; only the cycles rise.',
    path: 'rtl/core.ts',
    changes: [
      { find: 'registered, scope, stream, unpack', replace: 'registered, regs, scope, stream, uint, unpack' },
      {
        find: 'u_sequence.offered.set(ports.map((port) => port.valid).reduce((a, b) => a.and(b)));',
        replace:
          'const { beat_of_four } = regs({ beat_of_four: uint(2, 0) });\n' +
          '      beat_of_four.set(beat_of_four.add(1));\n' +
          '      u_sequence.offered.set(ports.map((port) => port.valid).reduce((a, b) => a.and(b)).and(beat_of_four.ne(0)));',
      },
    ],
  },
];

/** The file with the mistake in it. */
export function withFault({ id, path, changes }: Fault, text: string): string {
  return changes.reduce((broken, { find, replace }) => {
    if (broken.split(find).length !== 2) {
      throw new Error(`${path}: "${find}" does not stand there once, which ${id} is to change`);
    }
    return broken.replace(find, () => replace);
  }, text);
}
