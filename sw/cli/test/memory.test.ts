import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeSyntheticModel } from '../../perf/cpu/synthetic-model.ts';
import { TINY, tinyCheckpoint } from '../../testing/tiny-model.ts';
import { macromacProcess } from './peak-memory.ts';

/** What `generate` and `chat` may take beside the model. */
const ALLOWED = 200e6;

/** 98 MB, so that a model held twice would be more than what is allowed beside one. */
const ARCHITECTURE = { ...TINY, layers: 12, hidden: 1024, ffn: 3584, heads: 16, kvHeads: 16, headDim: 64, vocab: 97 };

const model = mkdtempSync(join(tmpdir(), 'macromac-memory-'));
beforeAll(() => {
  const { files } = tinyCheckpoint(ARCHITECTURE);
  const config = JSON.parse(files.get('tokenizer_config.json') as string);
  const template = '{% for m in messages %}{{ m.content }}{% endfor %}';
  const chat = JSON.stringify({ ...config, chat_template: template });
  writeSyntheticModel(model, new Map([...files, ['tokenizer_config.json', chat]]), ARCHITECTURE);
});
afterAll(() => rmSync(model, { recursive: true }));

const options = ['--model', model, '--backend', 'cpu', '--threads', '2', '-n', '8'];

test.each([
  ['generate', ['generate', ...options, '--prompt', 'Once upon a time']],
  ['chat', ['chat', ...options, '--context', '24']],
])(
  '%s holds a model once: in no more than its size and 200 MB',
  async (command, args) => {
    const { size } = statSync(join(model, 'model.bin'));
    expect(size).toBeGreaterThan(95e6);
    const { code, stdout, stderr, peak } = await macromacProcess(args, 'Hi!\n');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('error') });
    expect(stdout.length).toBeGreaterThan(8);
    expect(peak, `${command}: largest resident set in bytes`).toBeGreaterThan(size);
    expect(peak, `${command}: largest resident set in bytes`).toBeLessThan(size + ALLOWED);
  },
  60_000,
);
