import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { openAccelerator, openBeforeModel } from '../backends/backends.ts';
import { prepareModel } from '../decoder/model.ts';
import { offload } from '../program/offload.ts';
import { type ChatMessage, loadChatTemplate } from '../text/chat.ts';
import { continuePrompt } from '../text/continue-prompt.ts';
import { readModel } from '../text/read-model.ts';
import { createSampler } from '../text/sampler.ts';
import { Session } from '../text/session.ts';
import { integer } from './arguments.ts';
import { addGenerationOptions, type GenerationArguments } from './generation-options.ts';
import { simulationOptions } from './options.ts';
import { progressLine } from './progress.ts';

interface ChatArguments extends GenerationArguments {
  readonly system?: string;
  readonly context: number;
  readonly json?: boolean;
}

export const chatCommand = addGenerationOptions(new Command('chat'))
  .description(
    'talk with a model: a line on stdin is a message, the answer goes to stdout; an empty line or end of file ends',
  )
  .option('--system <text>', 'what the model is told before the conversation')
  .option('--context <tokens>', 'length the conversation may have', integer(2), 2048)
  .option('--json', 'print each answer as an object on a line of its own, when it is complete')
  .action(async (options: ChatArguments) => {
    const { model: directory, backend, engine, n, system } = options;
    const progress = progressLine();
    const acceleratorOptions = {
      engine,
      ...simulationOptions(options),
      tokens: options.tokensPerPass,
      activations: options.activations,
      threads: options.threads,
      progress: progress.update,
    };
    const early = await openBeforeModel(backend, acceleratorOptions);
    const { stored, tokenizer } = readModel(directory, early);
    const render = loadChatTemplate(directory);
    const accelerator = early ?? (await openAccelerator(backend, acceleratorOptions));
    try {
      const prepared = await prepareModel(stored, accelerator);
      const model = options.offload === 'token' ? offload(prepared) : prepared;
      progress.end();
      const session = new Session(model, options.context, options.kvCache);
      const settings = { maxTokens: n, sampler: createSampler(options), stopTokens: stored.manifest.tokens.stop };
      const messages: ChatMessage[] = system === undefined ? [] : [{ role: 'system', content: system }];
      for await (const content of userLines()) {
        messages.push({ role: 'user', content });
        const prompt = tokenizer.encode(render(messages));
        const answer = await continuePrompt(session, tokenizer, prompt, settings, {
          prefill: (done, total) => progress.update(`${done}/${total} tokens read`),
          text(piece) {
            progress.end();
            if (!options.json) {
              process.stdout.write(piece);
            }
          },
        });
        const { promptTokens, tokens, text, reason } = answer;
        const object = { text, prompt_tokens: promptTokens.length, tokens: tokens.length, finish_reason: reason };
        process.stdout.write(options.json ? `${JSON.stringify(object)}\n` : '\n');
        messages.push({ role: 'assistant', content: answer.text });
      }
    } finally {
      progress.end();
      await accelerator.close();
    }
  });

/** Lines of stdin up to the first empty one; a terminal gets a prompt sign. */
async function* userLines(): AsyncGenerator<string> {
  const lines = createInterface({
    input: process.stdin,
    output: process.stderr,
    terminal: process.stdin.isTTY,
    prompt: '> ',
  });
  const ask = () => {
    if (process.stdin.isTTY) {
      lines.prompt();
    }
  };
  ask();
  for await (const line of lines) {
    if (line.trim() === '') {
      break;
    }
    yield line;
    ask();
  }
  lines.close();
}
