import { join } from 'node:path';
import { openGolden } from '../../../sw/backends/golden/golden.ts';
import { prepareModel } from '../../../sw/decoder/model.ts';
import { DataError } from '../../../sw/errors.ts';
import { convertCheckpoint } from '../../../sw/import/convert.ts';
import { loadChatTemplate } from '../../../sw/text/chat.ts';
import { recommendedSampling } from '../../../sw/text/generation-config.ts';
import { readModel } from '../../../sw/text/read-model.ts';
import { createSampler } from '../../../sw/text/sampler.ts';
import { Session } from '../../../sw/text/session.ts';

const TEXTS = ['Hello', ' the  éñ 日本 🙂\n\n\t12 345', '<|end|><s></s>', '\ufeffx\ud800y', 'a'.repeat(300)];

/** Imports a checkpoint into `scratch`, and uses what came of it; the checkpoint is closed. */
export async function importAndUse(
  checkpoint: Parameters<typeof convertCheckpoint>[0] & { close(): void },
  storage: Parameters<typeof convertCheckpoint>[1],
  scratch: string,
): Promise<void> {
  const out = join(scratch, 'out');
  try {
    convertCheckpoint(checkpoint, storage, out);
  } finally {
    checkpoint.close();
  }
  await useModel(out);
}

/** Uses a model folder as the commands do: everything that a file of it decides is asked for. */
export async function useModel(directory: string): Promise<void> {
  const { stored, tokenizer } = readModel(directory);
  const prompts = TEXTS.map((text) => [...tokenizer.prefix, ...tokenizer.encode(text)]);
  for (const prompt of prompts) {
    tokenizer.decode(prompt);
  }
  const stream = tokenizer.stream([]);
  for (let id = 0; id < Math.min(stored.manifest.architecture.vocab, 64); id++) {
    stream.push(id);
  }
  stream.end();
  const sampling = recommendedSampling(directory);
  try {
    loadChatTemplate(directory)([{ role: 'user', content: 'Hello' }]);
  } catch (error) {
    if (!(error instanceof DataError)) {
      throw error;
    }
  }
  const model = await prepareModel(stored, openGolden({ engine: 'fused' }));
  using session = new Session(model, Math.min(8, model.architecture.context));
  const prompt = prompts[0].filter((token) => token < model.architecture.vocab).slice(0, 3);
  const sampler = createSampler({ temperature: 0, ...sampling, seed: 1 });
  for await (const event of session.generate(prompt.length > 0 ? prompt : [0], {
    maxTokens: 2,
    sampler,
    stopTokens: stored.manifest.tokens.stop,
  })) {
    if (event.kind === 'token') {
      tokenizer.decode([event.token]);
    }
  }
}
