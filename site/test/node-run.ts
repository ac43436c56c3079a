import { join } from 'node:path';
import { compileSimulation, elaborate } from '@chisel-lite/hdl';
import { Accelerator, DEFAULT_CORE } from '@macromac/rtl';
import { openGolden } from 'macromac/backends/golden/golden.ts';
import { simulatedBus } from 'macromac/backends/rtl/simulated-bus.ts';
import { prepareModel } from 'macromac/decoder/model.ts';
import { deviceAccelerator } from 'macromac/driver/device-accelerator.ts';
import { openDriver } from 'macromac/driver/driver.ts';
import { loadModel } from 'macromac/model/load.ts';
import type { Accelerator as BackEnd } from 'macromac/port/accelerator.ts';
import { continuePrompt, promptTokens } from 'macromac/text/continue-prompt.ts';
import { createSampler } from 'macromac/text/sampler.ts';
import { Session } from 'macromac/text/session.ts';
import { loadTokenizer } from 'macromac/text/tokenizer.ts';

const MODEL = join(import.meta.dirname, '../../models/story');

/** A prompt and what follows, by any back end, as `macromac generate` makes it. */
async function textBy(accelerator: BackEnd, prompt: string, tokens: number): Promise<string> {
  const stored = loadModel(MODEL);
  const tokenizer = loadTokenizer(MODEL);
  const ids = promptTokens(stored, tokenizer, prompt);
  const session = new Session(await prepareModel(stored, accelerator), ids.length + tokens);
  const sampler = createSampler({ temperature: 0, seed: 0 });
  const settings = { maxTokens: tokens, sampler, stopTokens: stored.manifest.tokens.stop };
  const { text } = await continuePrompt(session, tokenizer, ids, settings, { prefill() {}, text() {} });
  return prompt + text;
}

export const goldenText = (prompt: string, tokens: number): Promise<string> =>
  textBy(openGolden({ engine: 'fused' }), prompt, tokens);

/** The hardware in Node, straight from its sources: the text, and the cycles since the reset. */
export async function hardwareText(prompt: string, tokens: number): Promise<{ text: string; cycles: number }> {
  const { design } = elaborate(Accelerator({ ...DEFAULT_CORE, tokens: 1 }));
  const simulator = compileSimulation(design).instantiate();
  const bus = simulatedBus(simulator);
  const text = await textBy(deviceAccelerator('rtl', await openDriver(bus)), prompt, tokens);
  return { text, cycles: bus.cycles };
}
