import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { macromac } from '../../testing/command-line.ts';
import { writeTinyModel } from '../../testing/tiny-model.ts';

const scratch = mkdtempSync(join(tmpdir(), 'macromac-evaluation-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const path = (name: string) => join(scratch, name);
const [model, text, examples, store] = ['model', 'text', 'dev.tsv', 'store'].map(path);

beforeAll(() => {
  writeTinyModel(model);
  writeFileSync(text, Array.from({ length: 5 }, (_, i) => 'the cat sat. '.repeat(4 + i)).join('<|endoftext|>'));
  const rows = ['index\tsentence1\tsentence2\tlabel', '0\tA is B.\tB is A.\t1', '1\tIt fell.\tIt rose.\t0', ''];
  writeFileSync(examples, rows.join('\n'));
});

/** What two processes measure, of which each job is part of the work. */
const byJobs = (...args: string[]) => macromac('eval', ...args, '--on', 'local', '--jobs', '2', '--store', store);

describe('an evaluation by jobs', () => {
  test.each([
    ['perplexity', '--text', text, '--window', '16'],
    ['bits-per-byte', '--text', text],
    ['wnli', '--data', examples],
    ['perplexity', '--text', text, '--window', '16', '--windows', '2', '--backend', 'golden', '--kv-cache', 'int8'],
  ])('%s %s … says the same as one process, to the last digit', async (task, ...args) => {
    const alone = await macromac('eval', task, model, ...args, '--store', path('unused'), '--json');
    expect({ code: alone.code, jobs: existsSync(path('unused')) }).toEqual({ code: 0, jobs: false });
    const jobs = await byJobs(task, model, ...args, '--json');
    expect({ code: jobs.code, stdout: jobs.stdout }).toEqual({ code: 0, stdout: alone.stdout });
    expect((await byJobs(task, model, ...args)).stdout).toBe((await macromac('eval', task, model, ...args)).stdout);
  });

  test('what has a result is not measured again, whatever the rest of the command', async () => {
    const before = readdirSync(join(store, 'jobs')).length;
    await byJobs('perplexity', model, '--text', text, '--window', '16');
    expect(readdirSync(join(store, 'jobs'))).toHaveLength(before);
    await byJobs('perplexity', model, '--text', text, '--window', '12', '--windows', '1');
    expect(readdirSync(join(store, 'jobs'))).toHaveLength(before + 1);
  });

  test('what cannot be is refused before any job is written', async () => {
    const before = readdirSync(join(store, 'jobs')).length;
    const wrong = [
      [['perplexity', model, '--text', text, '--threads', '2'], /--threads and --on/],
      [['perplexity', model, '--text', text, '--log', path('log')], /--log and --on/],
      [['perplexity', model, '--text', text, '--kv-cache', 'int8'], /--backend float32 has no KV cache/],
      [['perplexity', text, '--text', text, '--backend', 'golden'], /text is not a model folder/],
      [['perplexity', model, '--text', path('none')], /none: no such file/],
      [['perplexity', model, '--text', text, '--window', '24', '--windows', '1', '--sbatch', 'x'], /--sbatch is of/],
    ] as const;
    for (const [args, message] of wrong) {
      const { code, stderr } = await byJobs(...args);
      expect(stderr).toMatch(message);
      expect(code).toBeGreaterThan(0);
    }
    expect(readdirSync(join(store, 'jobs'))).toHaveLength(before);
  });
});
