/** `macromac generate --checkpoint` stopped in mid-text and started again: the same bytes. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCpu } from '../../backends/cpu/cpu.ts';
import { openGolden } from '../../backends/golden/golden.ts';
import { startSimulator } from '../../backends/rtl/simulator.ts';
import { prepareModel } from '../../decoder/model.ts';
import { loadModel } from '../../model/load.ts';
import { CACHE_KINDS } from '../../port/kv-cache.ts';
import { macromac } from '../../testing/command-line.ts';
import { writeTinyModel } from '../../testing/tiny-model.ts';
import { readCheckpoint } from '../../text/checkpoint.ts';
import { createSampler } from '../../text/sampler.ts';
import { Session } from '../../text/session.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-checkpoint-'));
const tiny = join(root, 'tiny');
beforeAll(() => writeTinyModel(tiny));
afterAll(() => rmSync(root, { recursive: true }));

const STORY = join(import.meta.dirname, '../../../models/story');
const RTL = [
  'generate',
  '--model',
  STORY,
  '--prompt',
  'One day',
  '--backend',
  'rtl',
  '--tokens-per-pass',
  '1',
  '--temperature',
  '0.8',
];

/** Runs a command in a process of its own, and sends it a signal a while after the file has appeared. */
async function stopped(signal: NodeJS.Signals, file: string, args: string[]) {
  const program = join(import.meta.dirname, '../../bin/macromac.mjs');
  const child = spawn(process.execPath, [program, ...args, '--checkpoint', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => (stdout += text));
  child.stderr.on('data', (text) => (stderr += text));
  const ended = new Promise<number | string>((resolve) => child.on('close', (code, by) => resolve(by ?? code!)));
  while (!existsSync(file)) {
    if (child.exitCode !== null) {
      throw new Error(`ended before it wrote ${file}: ${stderr}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  child.kill(signal);
  return { outcome: await ended, stdout, stderr };
}

describe('on the emitted Verilog', () => {
  let whole: { tokens: number[]; text: string; lm_head: object };
  const count = '14';
  beforeAll(async () => {
    await startSimulator('system', 1);
    whole = JSON.parse((await macromac(...RTL, '-n', count, '--json')).stdout);
    expect(whole.tokens.length).toBeGreaterThan(10);
  }, 900_000);

  test.each([
    ['SIGINT', 130],
    ['SIGKILL', 'SIGKILL'],
  ] as const)('%s', async (signal, expected) => {
    const file = join(root, signal);
    const { outcome, stdout, stderr } = await stopped(signal, file, [...RTL, '-n', count]);
    expect(outcome).toBe(expected);
    if (expected === 130) {
      expect(stderr).toMatch(new RegExp(`macromac: stopped; the same command goes on from ${file}\n$`));
    }
    expect(whole.text.startsWith(stdout)).toBe(true);
    expect(stdout.length).toBeLessThan(whole.text.length);
    const { tokens } = JSON.parse(readFileSync(file, 'latin1').split('\n')[1]);
    expect(tokens.length).toBeLessThan(whole.tokens.length);

    const again = await macromac(...RTL, '-n', count, '--json', '--checkpoint', file);
    const { tokens: all, text, lm_head } = JSON.parse(again.stdout);
    expect({ tokens: all, text, lm_head }).toEqual({ tokens: whole.tokens, text: whole.text, lm_head: whole.lm_head });
    expect(again.stderr).toMatch(/tokens\/s measured\), \d+ of them from .*, [\d,]+ cycles simulated/);
    expect(readdirSync(root).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

const generate = (...args: string[]) =>
  macromac('generate', '--model', tiny, '--backend', 'golden', '--prompt', 'Hi!', ...args);

test('a text that has ended is printed again, and goes on with a larger limit or the end of the context', async () => {
  const file = join(root, 'longer');
  const sampling = ['--temperature', '1', '--seed', '5'];
  for (const n of ['4', '4', '2', '9', '60', '60']) {
    const kept = await generate('-n', n, ...sampling, '--checkpoint', file);
    expect(kept.stdout).toBe((await generate('-n', n, ...sampling)).stdout);
  }
});

describe('a checkpoint that does not fit is refused, and left as it is:', () => {
  const file = join(root, 'other');
  const refused = async (message: RegExp, ...args: string[]) => {
    const before = readFileSync(file);
    const { code, stdout, stderr } = await generate('-n', '5', '--checkpoint', file, ...args);
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(message)]);
    expect(readFileSync(file)).toEqual(before);
  };
  beforeAll(() => generate('-n', '5', '--checkpoint', file));

  test('another prompt', () =>
    refused(
      /other: the checkpoint of another run: prompt was \[41,74,2\], now it is \[41,74\]; name another file/,
      '--prompt',
      'Hi',
    ));
  test('other sampling', () => refused(/another run: sampling.seed was 0, now it is 1;/, '--seed', '1'));
  test('another engine', () => refused(/another run: engine was "fused", now it is "fp32"/, '--engine', 'fp32'));
  test('another model', async () => {
    const other = join(root, 'other-model');
    writeTinyModel(other, { ...(await import('../../testing/tiny-model.ts')).TINY, rmsEpsilon: 1e-5 });
    await refused(/another run: model was "[0-9a-f]{64}", now it is "[0-9a-f]{64}"/, '--model', other);
  });
  test('any bit flipped, or the end cut off', async () => {
    const bytes = readFileSync(file);
    for (let i = 0; i < 200; i++) {
      // All over the two lines, and then in keys and values.
      const at = i < 150 ? i * 7 : (i * 104_729) % bytes.length;
      const damaged = Buffer.from(bytes);
      damaged[at % bytes.length] ^= 1 << (i % 8);
      writeFileSync(file, damaged);
      expect(() => readCheckpoint(file, {})).toThrow(
        /other: (is corrupt: sha256 is|not a checkpoint|format: not a checkpoint|a checkpoint of format version)/,
      );
    }
    await refused(/other: is corrupt: sha256 is [0-9a-f]{64}, its first line says "[0-9a-f]{64}"/);
    writeFileSync(file, bytes.subarray(0, -1));
    await refused(/other: is corrupt: sha256 is /);
  });
  test('of an earlier format', async () => {
    writeFileSync(file, '{"format":"macromac checkpoint","version":1,"run":{}}\n');
    await refused(/other: a checkpoint of format version 1; this program reads version 3/);
  });
  test.each([
    ['text', 'hello', /not a checkpoint: its first line is not JSON/],
    ['other JSON', '{"format": "gguf"}\n', /other: format: not a checkpoint/],
  ])('%s', async (_, text, message) => {
    writeFileSync(file, text);
    await refused(message);
  });
});

test.each([...CACHE_KINDS.map((kind) => ['golden', kind] as const), ['cpu', 'fp32'] as const])(
  '%s, KV cache %s: restored at any place a session goes on with the same tokens',
  async (backend, kind) => {
    const accelerator = backend === 'cpu' ? openCpu({ engine: 'fused', threads: 1 }) : openGolden({ engine: 'fused' });
    const model = await prepareModel(loadModel(tiny, accelerator.allocate), accelerator);
    const prompt = [7, 33, 5, 60];
    const options = { temperature: 1, seed: 9 };
    const collect = async (session: Session, begin: number[], maxTokens: number, sampler = createSampler(options)) => {
      const tokens: number[] = [];
      for await (const event of session.generate(begin, { maxTokens, sampler, stopTokens: [] })) {
        if (event.kind === 'token') {
          tokens.push(event.token);
        }
      }
      return tokens;
    };
    const whole = await collect(new Session(model, 24, kind), prompt, 16);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 15 }), async (place) => {
        const sampler = createSampler(options);
        const first = new Session(model, 24, kind);
        const tokens = await collect(first, prompt, place, sampler);
        const second = new Session(model, 24, kind);
        // What was there before does not matter.
        await collect(second, [1, 2, 3], 5);
        second.restore(first.save());
        const rest = await collect(second, [...prompt, ...tokens], 16 - place, createSampler(options, sampler.state));
        expect([...tokens, ...rest]).toEqual(whole);
      }),
      { numRuns: 8 },
    );
    await accelerator.close();
  },
);
