import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { JobStore } from '../../jobs/store.ts';
import { macromac } from '../../testing/command-line.ts';
import { emitDesign, type Hardware, instanceCounts } from '../hardware.ts';
import { planAreas } from '../plan.ts';
import { pointsOf } from '../points.ts';
import { dominates, OBJECTIVES, type Row } from '../rows.ts';
import { compareWithGolden, type SimulateInput, simulatePoint } from '../simulate.ts';
import { readSpace } from '../space.ts';

const folder = mkdtempSync(join(tmpdir(), 'macromac-sweep-'));
afterAll(() => rmSync(folder, { recursive: true }));

const EXAMPLES = join(import.meta.dirname, '../../../examples/sweep');
const SHAPE = { format: 'macromac sweep', version: 1, name: 'tiny', context: 8, model: { shape: 'smollm2-135m' } };
let count = 0;
const written = (space: object): string => {
  const path = join(folder, `space-${count++}.json`);
  writeFileSync(path, JSON.stringify(space));
  return path;
};

describe('a space', () => {
  test('the examples: what is in them, and where their files are', () => {
    const space = readSpace(join(EXAMPLES, 'space.json'));
    expect(space.model).toMatchObject({
      checkpoint: join(EXAMPLES, '../../models/story/hf'),
      text: join(EXAMPLES, 'held-out.txt'),
    });
    const { points, leftOut } = pointsOf(space);
    expect([points.length, leftOut.size]).toEqual([256, 0]);
    expect(pointsOf(readSpace(join(EXAMPLES, 'small.json'))).points).toHaveLength(4);
  });

  test('points are all combinations, each once, those of one build together', () => {
    const hardware = { tokens: [1, 4], mantissa: [27, 20], burst: [16, 8] };
    const conditions = { clock: [200, 250], memory: ['kv260', 'stress'] };
    const { points } = pointsOf(
      readSpace(written({ ...SHAPE, hardware, conditions, weights: { head: ['int4', 'int8'] } })),
    );
    expect(points).toHaveLength(2 * 2 * 2 * 2 * 2 * 2);
    expect(new Set(points.map(({ id: _, ...point }) => JSON.stringify(point))).size).toBe(64);
    expect(points.map(({ id }) => id).slice(0, 2)).toEqual(['p01', 'p02']);
    const builds = points.map((point) => JSON.stringify(point.hardware));
    expect(builds.filter((build, i) => build !== builds[i - 1])).toHaveLength(8);
  });

  test('what does not exist in a build makes no further points', () => {
    const hardware = { tokens: [1, 4], engine: ['fused', 'fp32'], mantissa: [27, 20], lists: [true, false] };
    const { points, leftOut } = pointsOf(
      readSpace(written({ ...SHAPE, hardware, weights: { keys: ['k16v8', 'int8'], int8: [[], ['mlp.down']] } })),
    );
    // fused, lists: 2 T × 2 M × 2 keys × 2; fused, products: 2 T × 2 M; fp32: one.
    expect(points).toHaveLength(16 + 4 + 1);
    expect(points.filter(({ hardware: { engine } }) => engine === 'fp32')).toMatchObject([
      { hardware: { tokens: 1, lists: false }, keys: null },
    ]);
    expect(Object.fromEntries(leftOut)).toEqual({
      'engine fp32 is built for T = 1 and 2': 16,
      'INT8 in single linear layers is timed with command lists alone': 16,
      'the same as another: engine fp32 has neither mantissa nor lists, and keys are of lists': 4 + 7,
    });
  });

  test.each([
    [{ ...SHAPE, version: 2 }, 'version is 2, expected 1'],
    [{ ...SHAPE, hardware: { tokens: [3] } }, 'hardware.tokens.0 is 3, expected 1 or 2 or 4 or 8'],
    [{ ...SHAPE, hardware: { tokens: [] } }, 'hardware.tokens is [], expected something in it'],
    [
      {
        ...SHAPE,
        conditions: { clock: Array.from({ length: 999 }, (_, i) => i + 1) },
        hardware: {
          mantissa: [12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27],
          engine: ['fused', 'fp32'],
          tokens: [1, 2, 4, 8],
          lists: [true, false],
        },
      },
      'its lists make 255744 combinations, expected 100000 at most',
    ],
    [{ ...SHAPE, hardware: { tokens: [1, 1] } }, 'hardware.tokens is [1,1], expected each value once'],
    [{ ...SHAPE, hardware: { lanes: [4] } }, 'hardware.lanes is [4]: unknown here'],
    [{ ...SHAPE, hardware: { mantissa: [28] } }, 'hardware.mantissa.0 is 28, expected at most 27'],
    [{ ...SHAPE, conditions: { memory: ['ddr5'] } }, 'conditions.memory.0 is "ddr5", expected "kv260" or "stress"'],
    [{ ...SHAPE, name: 'a/b' }, 'name is "a/b", expected a name of letters, digits, dots and dashes'],
    [{ ...SHAPE, model: { checkpoint: 'x', text: 'y' } }, 'model.calibration is missing'],
    [{ ...SHAPE, weights: { method: ['rtn'] } }, 'weights.method is ["rtn"]: unknown here'],
    [
      { ...SHAPE, model: { checkpoint: 'nowhere', calibration: 'a', text: 'b' } },
      `model.checkpoint is "nowhere": ${join(folder, 'nowhere')} is not there`,
    ],
  ])('a mistake is named by file, field, value and what is expected: %#', async (space, message) => {
    const path = written(space);
    const { code, stderr } = await macromac('sweep', path, '--list');
    expect(code).toBe(1);
    expect(stderr).toContain(`${path}: `);
    expect(stderr).toContain(message);
  });

  test('--list and --dry-run tell the points, and make nothing', async () => {
    const path = written({ ...SHAPE, hardware: { tokens: [1, 2] } });
    const store = join(folder, 'never');
    const listed = await macromac('sweep', path, '--list', '--store', store);
    expect(listed.stdout).toBe(
      'p1  T = 1, M = 27, queues 512/512, bursts 16; 200 MHz kv260 keys k16v8; awq-macro-dense head int4\n' +
        'p2  T = 2, M = 27, queues 512/512, bursts 16; 200 MHz kv260 keys k16v8; awq-macro-dense head int4\n2 points\n',
    );
    expect(await macromac('sweep', path, '--dry-run', '--store', store)).toEqual(listed);
    const json = JSON.parse((await macromac('sweep', path, '--list', '--json')).stdout);
    expect(json.points).toHaveLength(2);
    expect(() => new JobStore(join(path, 'store'))).toThrow(path);
    expect((await macromac('sweep', path, '--sbatch', '--time=60')).stderr).toBe(
      'macromac: --sbatch is of --on slurm, not of local\n',
    );
  });
});

const BUILD: Hardware = {
  tokens: 2,
  engine: 'fused',
  mantissa: 27,
  lists: true,
  weightQueue: 512,
  activationQueue: 512,
  burst: 16,
};
const INPUT: SimulateInput = {
  hardware: BUILD,
  megahertz: 200,
  ddr: 'kv260',
  keys: 'k16v8',
  shape: {
    ...{ name: 'tiny', layers: 1, hidden: 64, ffn: 64, heads: 1, kvHeads: 1, headDim: 64, vocab: 96 },
    ...{ qkvBias: true, headNorm: false },
  },
  weights: 'awq-macro-dense',
  int8: [],
  head: 'awq-macro-dense',
  context: 4,
};

describe('a point', () => {
  test('short queues, small bursts and narrow mantissas give the golden bits, and cost what they should', async () => {
    const usual = await simulatePoint(INPUT);
    const small = { ...BUILD, mantissa: 18, weightQueue: 64, activationQueue: 64, burst: 4 } as const;
    const other = await simulatePoint({ ...INPUT, hardware: small, ddr: 'stress', int8: ['mlp.down'] });
    expect(usual.compared).toBeGreaterThan(10_000);
    expect(other.token.cycles).toBeGreaterThan(usual.token.cycles);
    expect(other.token.bytes).toBeGreaterThan(usual.token.bytes);
    // Nine bits fewer.
    expect(other.error / usual.error).toBeGreaterThan(100);
    expect(usual.error).toBeLessThan(2 ** -23);
  });

  test('products alone, engine fp32', async () => {
    const hardware = { ...BUILD, engine: 'fp32', tokens: 1, lists: false } as const;
    const { offload, token, pass, compared } = await simulatePoint({
      ...INPUT,
      hardware,
      keys: null,
      weights: 'awq-macro',
    });
    expect(offload).toBe('linear');
    expect(token.cycles).toBeGreaterThan(pass.cycles);
    expect([token.commands, pass.commands]).toEqual([8, 7]);
    expect(compared).toBe(2 * (2 * 200 + 64));
  });

  test('a build whose arithmetic is not what it says is found out', async () => {
    const input = { ...INPUT, hardware: { ...BUILD, mantissa: 20 } };
    await expect(compareWithGolden(input, 21)).rejects.toThrow(/the golden model's [0-9A-F]{2}$/);
    const products = { ...input, hardware: { ...input.hardware, lists: false }, keys: null };
    await expect(compareWithGolden(products, 21)).rejects.toThrow(/rtl against golden: .*, expected [0-9A-F]{8}/);
  });
});

describe('areas', () => {
  test('a module is synthesised once, whichever builds it stands in', () => {
    const store = new JobStore(join(folder, 'areas'));
    const [one, other] = [BUILD, { ...BUILD, weightQueue: 128 as const }].map(emitDesign);
    const keysOf = (design: typeof one) => planAreas(store, design, 'a tool').modules.map(({ key }) => key);
    const [keys, others] = [keysOf(one), keysOf(other)];
    expect(keys).toHaveLength(one.modules.length);
    // A shorter queue, its reader, and the top, in which the names of both stand.
    expect(others.filter((key) => !keys.includes(key))).toHaveLength(3);
    expect(planAreas(store, one, 'another tool').modules.every(({ key }) => !keys.includes(key))).toBe(true);
    const counts = instanceCounts(one);
    expect([counts.get(one.top), counts.get('macromac_read_master_512')]).toEqual([1, 8]);
  });
});

describe('the best', () => {
  const row = (figures: readonly number[]) => {
    const [tokensPerSecond, promptPerSecond, LUT, DSP, BRAM, error, mean, bytes] = figures;
    return {
      tokensPerSecond,
      promptPerSecond,
      area: { LUT, DSP, BRAM },
      error,
      perplexity: { mean },
      bytes,
    } as unknown as Row;
  };
  const figures = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 8, maxLength: 8 });

  test('one beats another where it is nowhere worse and somewhere better', () =>
    fc.assert(
      fc.property(figures, figures, (a, b) => {
        // The first two are better when they are larger.
        const better = a.map((value, i) => (i < 2 ? value - b[i] : b[i] - value));
        expect(dominates(row(a), row(b))).toBe(better.every((d) => d >= 0) && better.some((d) => d > 0));
        expect(OBJECTIVES).toHaveLength(8);
      }),
    ));
});

test.skipIf(!process.env['MACROMAC_NIGHTLY'])(
  'a small space, whole: areas, models, page; again, nothing is run',
  async () => {
    const store = join(folder, 'small');
    const space = join(EXAMPLES, 'small.json');
    const first = await macromac('sweep', space, '--store', store, '--json');
    expect(first.code).toBe(0);
    const table = JSON.parse(first.stdout);
    expect(table.failed).toEqual([]);
    expect(table.rows).toHaveLength(4);
    for (const { area, perplexity, fits, depth } of table.rows) {
      expect(area.LUT).toBeGreaterThan(30_000);
      expect(area.LUT).toBeLessThan(50_000);
      expect(perplexity.mean).toBeGreaterThan(table.reference.mean);
      expect([fits, depth > 3 && depth <= 10]).toEqual([true, true]);
    }
    expect(table.rows.map(({ area }: Row) => area!.DSP)).toEqual([198, 198, 590, 590]);
    const page = readFileSync(join(store, 'report/pareto.html'), 'utf8');
    expect(page).toContain('<svg');
    expect(readFileSync(join(store, 'report/points.md'), 'utf8')).toContain('| p4 |');
    const again = await macromac('sweep', space, '--store', store, '--json');
    expect(again.stdout).toBe(first.stdout);
  },
);

test('without areas: the table and the page of two points', async () => {
  const store = join(folder, 'quick');
  const space = written({
    ...{ ...SHAPE, name: 'quick', areas: false, hardware: { tokens: [1] } },
    model: {
      ...{ checkpoint: join(EXAMPLES, '../../models/story/hf'), calibration: join(EXAMPLES, 'calibration.txt') },
      ...{ text: join(EXAMPLES, 'held-out.txt'), window: 64, windows: 2 },
    },
    weights: { method: ['rtn'], head: ['int4', 'int8'] },
  });
  const { code, stdout, stderr } = await macromac('sweep', space, '--store', store);
  expect(stderr).toContain('pareto.html');
  expect(code).toBe(0);
  const markdown = readFileSync(join(store, 'report/points.md'), 'utf8');
  expect(stdout).toBe(markdown);
  const { rows, reference } = JSON.parse(readFileSync(join(store, 'report/points.json'), 'utf8'));
  expect(rows.map(({ area, isBest }: Row) => [area, isBest])).toEqual([
    [null, true],
    [null, rows[1].isBest],
  ]);
  expect(rows[0].tokensPerSecond).toBeGreaterThan(rows[1].tokensPerSecond);
  expect(rows[0].perplexity.mean).toBeGreaterThan(rows[1].perplexity.mean);
  expect(reference.mean).toBeLessThan(rows[1].perplexity.mean);
  const page = readFileSync(join(store, 'report/pareto.html'), 'utf8');
  expect(page).not.toMatch(/<script|NaN|undefined/);
});
