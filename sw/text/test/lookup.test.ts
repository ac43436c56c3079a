/** Drafts from the text so far: what they are, and that no text changes by them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCpu } from '../../backends/cpu/cpu.ts';
import { openGolden } from '../../backends/golden/golden.ts';
import { openRtl } from '../../backends/rtl/rtl.ts';
import { type Model, prepareModel } from '../../decoder/model.ts';
import { convertCheckpoint } from '../../import/convert.ts';
import { loadModel } from '../../model/load.ts';
import type { Accelerator } from '../../port/accelerator.ts';
import type { Wanted } from '../../port/passes.ts';
import { offload } from '../../program/offload.ts';
import { TINY, tinyCheckpoint } from '../../testing/tiny-model.ts';
import { adjusted } from '../adjust.ts';
import { draftFrom, tokensAPass } from '../lookup.ts';
import { createSampler, type SamplerOptions, type SamplerState } from '../sampler.ts';
import { Session } from '../session.ts';

describe('a draft', () => {
  test.each<[string, number[], number, number[]]>([
    ['follows the last three tokens', [1, 2, 3, 8, 9, 2, 3, 7, 1, 2, 3], 2, [8, 9]],
    ['or else the last two', [5, 2, 3, 8, 9, 1, 2, 3], 4, [8, 9, 1, 2]],
    ['where they came last', [1, 2, 3, 4, 1, 2, 3, 5, 1, 2, 3], 1, [5]],
    ['goes round where the text does', [6, 1, 2, 1, 2, 1, 2], 5, [1, 2, 1, 2, 1]],
    ['of one token again and again', [4, 4, 4], 3, [4, 4, 4]],
    ['is empty where nothing came before', [1, 2, 3, 1, 3], 4, []],
    ['and in a text of one token', [1], 4, []],
    ['and where none is wanted', [1, 1, 1, 1], 0, []],
  ])('%s', (_, text, most, expected) => {
    expect(draftFrom(text, most)).toEqual(expected);
  });

  test('is the continuation of the longest n-gram that came before, said in another way', () =>
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 40 }), fc.nat(8), (text, most) => {
        const key = (end: number, n: number) => text.slice(end - n, end).join();
        const places = [3, 2].map((n) =>
          text.flatMap((_, end) => (end >= n && key(end, n) === key(text.length, n) ? [end] : [])).at(-1),
        );
        const place = places[0] ?? places[1];
        const unrolled = [...text];
        for (let i = 0; i < most && place !== undefined; i++) {
          unrolled.push(unrolled[place + i]);
        }
        expect(draftFrom(text, most)).toEqual(unrolled.slice(text.length));
      }),
    ));
});

const root = mkdtempSync(join(tmpdir(), 'macromac-lookup-'));
const models = { int4: join(root, 'int4'), halves: join(root, 'halves') };
/** Heads that there are lists for, and a vocabulary of which a list of the largest is worth while. */
const SHAPE = { ...TINY, headDim: 32, vocab: 150, context: 200 };
beforeAll(() => {
  const storage = { weights: 'awq-macro', embedding: 'fp16' } as const;
  convertCheckpoint(tinyCheckpoint(SHAPE), { ...storage, lmHead: 'awq-macro' }, models.int4);
  convertCheckpoint(tinyCheckpoint(SHAPE), { ...storage, lmHead: 'fp16' }, models.halves);
});
afterAll(() => rmSync(root, { recursive: true }));

/** Repeats itself, so that there are drafts at once; most of them are wrong. */
const PROMPT = [7, 33, 5, 60, 7, 33, 5, 60, 11, 7, 33, 5];
interface Sampling extends SamplerOptions {
  /** Of few words, so that there are drafts for nearly every token. */
  readonly words?: readonly number[];
}
const SAMPLINGS: Sampling[] = [
  { temperature: 1, seed: 2, words: [5, 7, 33] },
  { temperature: 0, seed: 0 },
  { temperature: 0.8, seed: 3 },
  { temperature: 0.15, topP: 0.9, seed: 4 },
  { temperature: 0.3, topK: 20, repetitionPenalty: 1.1, seed: 5 },
];

const samplerOf = ({ words = [], ...options }: Sampling, state?: SamplerState) =>
  adjusted(createSampler(options, state), PROMPT.length, { bias: new Map(words.map((word) => [word, 30])) });

async function textOf(
  session: Session,
  sampling: SamplerOptions,
  maxTokens: number,
  lookup: number,
  leaves = Infinity,
) {
  const sampler = samplerOf(sampling);
  const tokens: number[] = [];
  for await (const event of session.generate(PROMPT, { maxTokens, sampler, stopTokens: [], lookup })) {
    if (event.kind === 'token') {
      tokens.push(event.token);
    }
    if (tokens.length === leaves) {
      break;
    }
  }
  return { tokens, draws: sampler.state.draws };
}

interface Kind {
  readonly open: () => Promise<Accelerator>;
  readonly model?: keyof typeof models;
  readonly token?: boolean;
  readonly lookups: readonly number[];
  /** Tokens of a text, and how many texts. */
  readonly length?: number;
  readonly texts?: number;
}
const isNightly = process.env.MACROMAC_NIGHTLY === '1';
const golden = (tokens: number) => async () => openGolden({ engine: 'fused', tokens });
const rtl = (tokens: number) => () => openRtl({ engine: 'fused', tokens });
const KINDS: Record<string, Kind> = {
  golden: { open: golden(8), lookups: [1, 5] },
  'golden, whole tokens, T = 4': { open: golden(4), token: true, lookups: [3], length: 30 },
  'cpu, int8': { open: async () => openCpu({ engine: 'fused', threads: 2, activations: 'int8' }), lookups: [1, 4, 16] },
  'cpu, exact': { open: async () => openCpu({ engine: 'fused', threads: 1 }), lookups: [3] },
  'cpu, a head of FP16': { open: async () => openCpu({ engine: 'fused', threads: 1 }), model: 'halves', lookups: [3] },
  'rtl, T = 2': { open: rtl(2), lookups: [3], length: 9, texts: 2 },
  'rtl, whole tokens, T = 2': { open: rtl(2), token: true, lookups: [1], length: 9, texts: 2 },
  ...(isNightly && {
    'golden, whole tokens, T = 2': { open: golden(2), token: true, lookups: [1] },
    'golden, whole tokens, T = 8': { open: golden(8), token: true, lookups: [5, 9] },
    'rtl, T = 4': { open: rtl(4), lookups: [3] },
    'rtl, whole tokens, T = 4': { open: rtl(4), token: true, lookups: [3] },
  }),
};

describe.each(Object.entries(KINDS))(
  '%s',
  (_, { open, model: name = 'int4', token = false, lookups, length = 50, texts }) => {
    let accelerator: Accelerator;
    let model: Model;
    beforeAll(async () => {
      accelerator = await open();
      const prepared = await prepareModel(loadModel(models[name], accelerator.allocate), accelerator);
      model = token ? offload(prepared) : prepared;
    }, 900_000);
    afterAll(() => accelerator.close());

    test.each(lookups)('%i drafts: the same texts, in fewer passes', async (lookup) => {
      const [plain, drafting] = [new Session(model, 80), new Session(model, 80)];
      const samplings = SAMPLINGS.slice(0, texts);
      for (const sampling of samplings) {
        expect(await textOf(drafting, sampling, length, lookup)).toEqual(await textOf(plain, sampling, length, 0));
      }
      const { passes, drafted, accepted } = drafting.lookup;
      expect(accepted).toBeGreaterThan(0);
      expect(accepted).toBeLessThan(drafted);
      expect(passes + accepted).toBe(samplings.length * (length - 1));
      expect(plain.lookup).toEqual({ passes: samplings.length * (length - 1), drafted: 0, accepted: 0 });
      for (const session of [plain, drafting]) {
        session.close();
      }
    });
  },
);

describe('a session', () => {
  let model: Model;
  let wanted: [tokens: number, Wanted][];
  beforeAll(async () => {
    const whole = offload(await prepareModel(loadModel(models.int4), openGolden({ engine: 'fused', tokens: 4 })));
    const passes = whole.passes!;
    model = {
      ...whole,
      passes: {
        ...passes,
        pass(cache, tokens, what) {
          wanted.push([tokens.length, what]);
          return passes.pass(cache, tokens, what);
        },
      },
    };
  });

  test('asks for no more than T tokens a pass, and for the largest logits of each alone', async () => {
    wanted = [];
    const session = new Session(model, 80);
    await textOf(session, SAMPLINGS[1], 30, 9);
    const decoding = wanted.slice(1); // behind the prompt
    for (const [tokens, what] of decoding) {
      expect(tokens).toBeLessThanOrEqual(4);
      expect(what).toBe(tokens > 1 ? 'tops' : 'top');
    }
    expect(decoding.length).toBe(session.lookup.passes);
    expect(decoding.reduce((sum, [tokens]) => sum + tokens - 1, 0)).toBe(session.lookup.drafted);
    expect(tokensAPass(session.lookup)).toBeGreaterThan(1.5);
  });

  test.each([10, 25])('a context of %i positions is filled to its end, and no draft goes beyond', async (more) => {
    const capacity = PROMPT.length + more;
    const [plain, drafting] = [new Session(model, capacity), new Session(model, capacity)];
    wanted = [];
    const { tokens } = await textOf(plain, SAMPLINGS[1], 100, 0);
    expect(tokens.length).toBe(more + 1);
    expect((await textOf(drafting, SAMPLINGS[1], 100, 3)).tokens).toEqual(tokens);
  });

  test('goes on from any token at which its reader left, itself or another that it was saved for', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 29 }), fc.constantFrom(...SAMPLINGS), async (leaves, sampling) => {
        const session = new Session(model, 80);
        const whole = await textOf(session, sampling, 30, 0);
        const sampler = samplerOf(sampling);
        const tokens: number[] = [];
        for await (const event of session.generate(PROMPT, { maxTokens: 30, sampler, stopTokens: [], lookup: 3 })) {
          if (event.kind === 'token' && tokens.push(event.token) === leaves) {
            break;
          }
        }
        const other = new Session(model, 80);
        other.restore(session.save());
        expect(other.lookup).toEqual(session.lookup);
        for (const each of [session, other]) {
          const rest: number[] = [];
          const options = { maxTokens: 30 - leaves, sampler: samplerOf(sampling, sampler.state), stopTokens: [] };
          for await (const event of each.generate([...PROMPT, ...tokens], { ...options, lookup: 3 })) {
            if (event.kind === 'token') {
              rest.push(event.token);
            }
          }
          expect([...tokens, ...rest]).toEqual(whole.tokens);
          each.close();
        }
      }),
      { numRuns: 4 },
    ));
});
