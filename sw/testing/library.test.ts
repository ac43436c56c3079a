/** The library as a program uses it: what the package exports, and nothing else. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertCheckpoint, type OpenModel, openCheckpoint, openModel } from 'macromac';
import { afterAll, beforeAll, expect, test } from 'vitest';

const STORY = join(import.meta.dirname, '../../models/story');
const root = mkdtempSync(join(tmpdir(), 'macromac-library-'));
let story: OpenModel;
beforeAll(async () => {
  story = await openModel(STORY, { activations: 'fp32', threads: 1 });
});
afterAll(async () => {
  await story.close();
  rmSync(root, { recursive: true });
});

test('texts side by side, in pieces, stopped by a string or a signal', async () => {
  const pieces: string[] = [];
  const [first, second] = await Promise.all([
    story.generate('Once upon a time', { maxTokens: 12 }, (piece) => pieces.push(piece)),
    story.generate('The cat', { maxTokens: 12, temperature: 1, seed: 4 }),
  ]);
  expect(pieces.join('')).toBe(first.text);
  expect(first).toMatchObject({ reason: 'length', tokens: { length: 12 } });
  expect(await story.generate('The cat', { maxTokens: 12, temperature: 1, seed: 4 })).toEqual(second);
  const stop = first.text.slice(5, 9);
  const stopped = await story.generate('Once upon a time', { maxTokens: 12, stop: [stop] });
  expect(stopped).toMatchObject({ text: first.text.slice(0, first.text.indexOf(stop)), reason: 'stop' });
  const controller = new AbortController();
  const cancelled = await story.generate('Once', { maxTokens: 400, signal: controller.signal }, () =>
    controller.abort(),
  );
  expect(cancelled.reason).toBe('cancelled');
  expect(cancelled.tokens.length).toBeLessThan(3);
});

test('a likely text scores higher than the same words in disorder, and a vector has length 1', async () => {
  const sum = async (text: string) => (await story.score(text)).logProbabilities.reduce((a, b) => a + b, 0);
  expect(await sum('Once upon a time there was a girl.')).toBeGreaterThan(
    await sum('There time a girl a upon was once.'),
  );
  const vector = await story.embed('a dragon');
  expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
});

test('a published checkpoint is imported, opened, and does not chat without a template', async () => {
  const checkpoint = await openCheckpoint(join(STORY, 'hf'));
  const storage = { weights: 'int8-macro', embedding: 'int8-macro', lmHead: 'int8-macro' } as const;
  convertCheckpoint(checkpoint, storage, join(root, 'story'));
  checkpoint.close();
  await using imported = await openModel(join(root, 'story'));
  expect((await imported.generate('Once upon a time', { maxTokens: 4 })).tokens).toHaveLength(4);
  await expect(imported.chat([{ role: 'user', content: 'Hi' }])).rejects.toThrow('no chat_template');
  await expect(imported.generate('a '.repeat(600))).rejects.toThrow('the context is 512');
});
