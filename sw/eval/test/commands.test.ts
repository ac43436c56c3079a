import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CALIBRATION } from '../../data/catalogue.ts';
import { macromac } from '../../testing/command-line.ts';
import { tinyCheckpoint } from '../../testing/tiny-model.ts';
import { lineOf } from '../window-log.ts';

const ORACLE = join(import.meta.dirname, '../../import/test-data/transformers/qwen2-tied-bf16');
const scratch = mkdtempSync(join(tmpdir(), 'macromac-eval-'));
const path = (name: string) => join(scratch, name);
afterAll(() => rmSync(scratch, { recursive: true }));

const [source, text, out] = [path('published'), path('text.txt'), path('model')];
let quantized: Awaited<ReturnType<typeof macromac>>;

beforeAll(async () => {
  // A published checkpoint with a tokenizer of one token a character, and two dozen "stories".
  cpSync(ORACLE, source, { recursive: true });
  for (const [name, content] of tinyCheckpoint().files) {
    writeFileSync(join(source, name), content);
  }
  const config = JSON.parse(readFileSync(join(source, 'config.json'), 'utf8'));
  writeFileSync(join(source, 'config.json'), JSON.stringify({ ...config, eos_token_id: 0 }));
  const stories = Array.from({ length: 24 }, (_, i) => `Story ${i}: ${'the cat sat on the mat. '.repeat(1 + (i % 4))}`);
  writeFileSync(text, stories.join('<|endoftext|>'));
  const size = ['--samples', '4', '--length', '32', '--held-out', '2'];
  const kinds = ['--embedding', 'int4', '--lm-head', 'int4'];
  quantized = await macromac('quantize', source, '--out', out, '--calibration', text, ...size, ...kinds, '--json');
});

describe('quantize', () => {
  test('reports sizes, perplexities and every layer', () => {
    expect(quantized.code).toBe(0);
    const report = JSON.parse(quantized.stdout);
    expect(report).toMatchObject({ method: 'awq+gptq', calibration: { samples: 4, length: 32 }, layers: [{}, {}] });
    expect(report.perplexity.samples).toBe(2);
    expect(report.perplexity.after / report.perplexity.before).toBeGreaterThan(0.5);
    expect(report.perplexity.after / report.perplexity.before).toBeLessThan(2);
    expect(existsSync(join(out, 'quantize.partial'))).toBe(false);
    const { source: origin, tensors } = JSON.parse(readFileSync(join(out, 'model.json'), 'utf8'));
    expect(origin).toBe('published, INT4 in groups of 64 by awq+gptq on 4 × 32 tokens');
    expect(tensors.find(({ name }: { name: string }) => name === 'embedding.weight').kind).toBe('awq-macro');
    expect(tensors.some(({ name }: { name: string }) => name === 'lm_head.weight')).toBe(false);
  });

  test('a head of its own carries scales that the final norm takes back', async () => {
    const kinds = ['--embedding', 'fp16', '--lm-head', 'int4', '--samples', '2', '--length', '16', '--held-out', '0'];
    const { code, stdout } = await macromac(
      'quantize',
      source,
      '--out',
      path('own-head'),
      '--calibration',
      text,
      ...kinds,
    );
    expect({ code, first: stdout.split('\n')[0] }).toEqual({
      code: 0,
      first: expect.stringContaining('awq+gptq, g64, 0.09 MB'),
    });
    const { stdout: line } = await macromac('eval', 'bits-per-byte', path('own-head'), '--text', text);
    expect(line).toMatch(/: \d+\.\d+ bits\/byte over 24 documents of [\d,]+ bytes\n$/s);
  });

  test.each(['awq', 'gptq', 'rtn'])(
    '%s: linear layers named for INT8 are, the others INT4, and the model runs',
    async (method) => {
      const int8 = ['--int8', 'attention.v', 'mlp.down', '--method', method];
      const size = ['--samples', '2', '--length', '16', '--held-out', '2'];
      const directory = path(`int8-${method}`);
      const run = await macromac(
        'quantize',
        source,
        '--out',
        directory,
        '--calibration',
        text,
        ...size,
        ...int8,
        '--json',
      );
      const report = JSON.parse(run.stdout);
      expect(report).toMatchObject({ method, int8: ['attention.v', 'mlp.down'] });
      if (method !== 'rtn') {
        const { errors } = report.layers[1];
        expect(errors['mlp.down'].quantized).toBeLessThan(0.02 * errors['mlp.up'].roundToNearest);
      }
      const { tensors } = JSON.parse(readFileSync(join(directory, 'model.json'), 'utf8'));
      const kinds = Object.fromEntries(tensors.map(({ name, kind }: { name: string; kind: string }) => [name, kind]));
      expect(kinds).toMatchObject({
        'layers.0.attention.q.weight': 'awq-macro',
        'layers.0.attention.v.weight': 'int8-macro',
        'layers.1.mlp.down.weight': 'int8-macro',
        'layers.1.mlp.up.weight': 'awq-macro',
      });
      const nats = async (...args: string[]) =>
        JSON.parse(
          (await macromac('eval', 'perplexity', directory, '--text', text, '--windows', '1', '--json', ...args)).stdout,
        ).nats;
      expect(await nats('--backend', 'golden')).toBeCloseTo(await nats(), 3);
      expect(await nats('--backend', 'cpu')).toBeCloseTo(await nats(), 3);
    },
  );

  test('rounding to nearest asks for no search', async () => {
    const run = await macromac(
      'quantize',
      source,
      '--out',
      path('rtn'),
      '--calibration',
      text,
      '--method',
      'rtn',
      '--length',
      '32',
      '--samples',
      '4',
      '--json',
    );
    expect(JSON.parse(run.stdout)).toMatchObject({ method: 'rtn', layers: [] });
  });

  test('without a calibration text it takes the mixture, conversations in the template of the model', async () => {
    const cache = path('cache/data/calibration');
    mkdirSync(cache, { recursive: true });
    for (const { name } of CALIBRATION.files) {
      writeFileSync(join(cache, name), '');
    }
    const lines = Array.from({ length: 20 }, (_, i) =>
      i % 2 === 0
        ? { text: `${i}: the cat sat on the mat` }
        : { messages: [{ role: 'user', content: `question ${i}` }] },
    );
    const mixture = join(cache, 'calibration.jsonl');
    writeFileSync(mixture, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const model = path('chatting');
    cpSync(source, model, { recursive: true });
    const config = JSON.parse(readFileSync(join(source, 'tokenizer_config.json'), 'utf8'));
    const template = '{% for m in messages %}[{{ m.role }}] {{ m.content }}{% endfor %}';
    writeFileSync(join(model, 'tokenizer_config.json'), JSON.stringify({ ...config, chat_template: template }));
    // What the text is when the template has been applied.
    const plain = path('plain.txt');
    const written = lines.map(({ text: own, messages }) => own ?? `[user] ${messages?.[0].content}`);
    writeFileSync(plain, written.join('<|endoftext|>'));

    const size = ['--samples', '4', '--length', '32', '--held-out', '0', '--method', 'gptq'];
    vi.stubEnv('MACROMAC_CACHE', path('cache'));
    const run = await macromac('quantize', model, '--out', path('by-default'), ...size);
    vi.unstubAllEnvs();
    expect(run.code).toBe(0);
    await macromac('quantize', model, '--out', path('by-text'), '--calibration', plain, ...size);
    const weights = (name: string) => readFileSync(path(`${name}/model.bin`));
    expect(weights('by-default').equals(weights('by-text'))).toBe(true);
    const { calibration } = JSON.parse(readFileSync(path('by-default/model.json'), 'utf8')).quantisation;
    expect(calibration.sha256).toBe(createHash('sha256').update(readFileSync(mixture)).digest('hex'));
  });

  test.each([
    ['{"text": 1}', 'line 1'],
    ['\n{"text": "a"', 'line 2 is not valid JSON'],
    ['{"messages": [{"role": "narrator", "content": "a"}]}', 'expected {"text": …} or {"messages": '],
  ])('a calibration line %j is refused by its number', async (line, message) => {
    writeFileSync(path('bad.jsonl'), line);
    const run = await macromac('quantize', source, '--out', path('other'), '--calibration', path('bad.jsonl'));
    expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
    expect(run.stderr).toContain('bad.jsonl: line');
  });

  test.each([
    [['--calibration', path('none.txt')], 1, 'none.txt: no such file or directory'],
    [['--calibration', text, '--length', '64', '--samples', '0'], 2, 'Expected an integer from 1'],
    [['--calibration', join(source, 'config.json'), '--length', '2'], 0, ''],
  ])('%o ends with code %i', async (args, code, message) => {
    const run = await macromac('quantize', source, '--out', path('other'), ...args);
    expect(run).toMatchObject({ code });
    expect(run.stderr).toContain(message);
  });
});

describe('eval', () => {
  test('bits per byte of the model as published, quantised, and on the golden engine', async () => {
    const bits = async (model: string, ...args: string[]) =>
      JSON.parse(
        (await macromac('eval', 'bits-per-byte', model, '--text', text, '--documents', '6', '--json', ...args)).stdout,
      );
    const [published, int4, golden] = [await bits(source), await bits(out), await bits(out, '--backend', 'golden')];
    expect(published).toMatchObject({ backend: 'float32', documents: 6 });
    expect(int4.bitsPerByte / published.bitsPerByte).toBeCloseTo(1, 0);
    expect(int4.model_bytes).toBeLessThan(published.model_bytes);
    // The same weights, other arithmetic.
    expect(golden.bitsPerByte).toBeCloseTo(int4.bitsPerByte, 4);
  });

  test('perplexity takes windows no longer than the context', async () => {
    const { stdout } = await macromac('eval', 'perplexity', out, '--text', text, '--windows', '3', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ window: 64, windows: 3, tokens: 3 * 63 });
  });

  test('perplexity --log goes on where it was, and refuses the log of another measurement', async () => {
    const log = path('windows.log');
    const perplexity = async (...args: string[]) => {
      const { stdout } = await macromac('eval', 'perplexity', out, '--text', text, '--json', ...args);
      return JSON.parse(stdout);
    };
    await perplexity('--windows', '2', '--log', log);
    // The second window's result is replaced, a third one cut short: what is in the log is believed, what is half there
    // is not.
    const [measured, first, second] = readFileSync(log, 'utf8').split('\n');
    expect(second).toMatch(/^1 \d+\.\d+ [0-9a-f]{16}$/);
    const zero = lineOf(measured, 1, 0);
    writeFileSync(log, `${measured}\n${first}\n${zero}\n2 3`);
    const { nats, ...rest } = await perplexity('--windows', '3', '--log', log);
    const lines = readFileSync(log, 'utf8').split('\n');
    expect(lines.slice(0, 3)).toEqual([measured, first, zero]);
    expect(nats * 3 * 63).toBeCloseTo(Number(first.split(' ')[1]) + Number(lines[3].split(' ')[1]), 6);
    expect(rest).toMatchObject({ windows: 3 });
    const all = await perplexity('--windows', '3');
    expect(Number(lines[3].split(' ')[1])).toBeCloseTo(
      3 * 63 * all.nats - Number(first.split(' ')[1]) - Number(second.split(' ')[1]),
      6,
    );

    expect(await macromac('eval', 'perplexity', out, '--text', text, '--window', '32', '--log', log)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`${log}: holds results of `),
    });
    writeFileSync(log, `${measured}\n${first.replace(' ', ' 1')}\n`);
    expect((await macromac('eval', 'perplexity', out, '--text', text, '--log', log)).stderr).toMatch(
      /windows.log: line 2: "0 1.*" is corrupt: its hash is another/,
    );
    writeFileSync(log, `${measured}\nhello\n`);
    expect((await macromac('eval', 'perplexity', out, '--text', text, '--log', log)).stderr).toContain(
      `${log}: line 2: "hello", expected "window nats hash"`,
    );
  });

  const nats = async (...args: string[]) =>
    JSON.parse((await macromac('eval', 'perplexity', out, '--text', text, '--windows', '2', '--json', ...args)).stdout);

  test("back end cpu: exact activations give the golden model's bits, 8-bit ones others", async () => {
    const cpu = (activations: string) => nats('--backend', 'cpu', '--threads', '2', '--activations', activations);
    const [golden, fp32, int8] = [await nats('--backend', 'golden'), await cpu('fp32'), await cpu('int8')];
    expect(fp32).toMatchObject({ backend: 'cpu', activations: 'fp32' });
    expect(fp32.nats).toBeCloseTo(golden.nats, 5);
    expect(int8.nats).not.toBe(fp32.nats);
    expect(int8.nats / fp32.nats).toBeCloseTo(1, 2);
  });

  test.each(['fp16', 'int8'])('a KV cache of %s: back end cpu does as the golden model, near fp32', async (kind) => {
    const of = (backend: string, ...args: string[]) => nats('--backend', backend, '--threads', '2', ...args);
    const [golden, cpu, fp32] = [
      await of('golden', '--kv-cache', kind),
      await of('cpu', '--kv-cache', kind),
      await of('cpu'),
    ];
    expect([cpu.kv_cache, fp32.kv_cache]).toEqual([kind, 'fp32']);
    expect(cpu.nats).toBeCloseTo(golden.nats, 5);
    expect(cpu.nats).not.toBe(fp32.nats);
    expect(cpu.nats / fp32.nats).toBeCloseTo(1, 3);
  });

  test('the weights alone have no KV cache', async () => {
    expect(await macromac('eval', 'perplexity', out, '--text', text, '--kv-cache', 'int8')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--backend float32 has no KV cache to be kept as int8'),
    });
  });

  test('wnli', async () => {
    const data = path('dev.tsv');
    writeFileSync(data, 'index\tsentence1\tsentence2\tlabel\n0\tA cat.\tA dog.\t0\n1\tA cat.\tCats.\t1\n');
    const { stdout } = await macromac('eval', 'wnli', out, '--data', data, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ examples: 2, majority: 0.5, ties: 0 });
  });

  test('score', async () => {
    writeFileSync(path('runs.json'), JSON.stringify([{ name: 'a', accuracy: 0.5, bytes: 100, prefill: 1, decode: 1 }]));
    expect(await macromac('eval', 'score', path('runs.json'))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('expected two or more'),
    });
    const runs = [100, 50].map((bytes) => ({ name: `${bytes} B`, accuracy: 0.5, bytes, prefill: 2, decode: null }));
    writeFileSync(path('runs.json'), JSON.stringify(runs));
    expect((await macromac('eval', 'score', path('runs.json'))).stdout).toBe(
      '100 B: 0.900 (accuracy × 1.000, memory × 1.000, prefill × 1.000, decode × 1.000)\n' +
        '50 B: 1.000 (accuracy × 1.000, memory × 2.000, prefill × 1.000, decode × 1.000)\n',
    );
  });

  test('a checkpoint as published runs on float32 only', async () => {
    const run = await macromac('eval', 'perplexity', source, '--text', text, '--backend', 'golden');
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('only --backend float32') });
  });
});
