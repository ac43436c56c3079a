import { Command } from 'commander';
import { openAccelerator, openBeforeModel } from '../backends/backends.ts';
import { prepareModel } from '../decoder/model.ts';
import { writeWhole } from '../files.ts';
import { offloaded } from '../program/offload.ts';
import { adjusted } from '../text/adjust.ts';
import { loadChatTemplate } from '../text/chat.ts';
import { continuePrompt, lookupResult } from '../text/continue-prompt.ts';
import { createConversation } from '../text/conversation.ts';
import { lookupSince } from '../text/lookup.ts';
import { readModel } from '../text/read-model.ts';
import { createSampler } from '../text/sampler.ts';
import { Session } from '../text/session.ts';
import { integer } from './arguments.ts';
import { chatInput } from './chat-input.ts';
import { lookupSummary } from './format.ts';
import { addGenerationOptions, type GivenArguments, withDefaults } from './generation-options.ts';
import { offloadNote, simulationOptions } from './options.ts';
import { progressLine } from './progress.ts';

interface ChatArguments extends GivenArguments {
  readonly system?: string;
  readonly context?: number;
  readonly json?: boolean;
}

/** Positions of a conversation, at most, where nobody says how many and the model has more. */
const DEFAULT_CONTEXT = 8192;

const COMMANDS = '/reset begins anew, /save FILE writes the conversation, /exit ends';

export const chatCommand = addGenerationOptions(new Command('chat'), 'to the end of the context')
  .description(
    'talk with a model: a line on stdin is a message, the answer goes to stdout; an empty line or end of file ends. ' +
      `A line that ends in \\ goes on in the next. Ctrl-C stops an answer. ${COMMANDS}.`,
  )
  .option('--system <text>', 'what the model is told before the conversation')
  .option(
    '--context <tokens>',
    `length the conversation may have (default: the model's, ${DEFAULT_CONTEXT} at most)`,
    integer(2),
  )
  .option('--json', 'print each answer as an object on a line of its own, when it is complete')
  .action(async (given: ChatArguments) => {
    const { options, told } = withDefaults(given);
    const { model: directory, backend, engine, system, json } = options;
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
    const say = (text: string) => {
      if (!json) {
        progress.end(text);
      }
    };
    try {
      const prepared = await prepareModel(stored, accelerator);
      const chosen = offloaded(prepared, options.offload, options.kvCache);
      const { model } = chosen;
      const note = offloadNote(chosen, backend);
      progress.end();
      if (note !== undefined) {
        say(note);
      }
      if (told !== undefined) {
        say(told);
      }
      const session = new Session(model, options.context ?? DEFAULT_CONTEXT, options.kvCache);
      const { capacity } = session;
      const conversation = createConversation(
        (messages) => tokenizer.encode(render(messages)),
        capacity,
        options.n,
        system,
      );
      const sampler = createSampler(options);
      const stopTokens = stored.manifest.tokens.stop;
      const input = chatInput();
      for await (const line of input.messages()) {
        const [, name, argument] = /^\/(\w+)(?:\s+(.*))?$/.exec(line) ?? [];
        if (name === 'exit') {
          break;
        }
        if (name !== undefined) {
          say(command(name, argument));
          continue;
        }
        const turn = conversation.ask(line);
        if (turn.refusal !== undefined) {
          progress.end(turn.refusal);
          continue;
        }
        if (turn.forgotten > 0) {
          say(`the context of ${capacity} tokens is full: ${turn.forgotten} of the oldest messages are forgotten`);
        }
        const { prompt } = turn;
        const settings = {
          maxTokens: Math.min(options.n ?? capacity, capacity + 1 - prompt.length),
          sampler: adjusted(sampler, prompt.length, options),
          stopTokens,
          stop: options.stop,
          lookup: options.lookup,
          tokensPerStart: options.tokensPerStart,
          signal: input.answering(),
        };
        const before = { ...session.lookup };
        const start = performance.now();
        let first = start;
        const answer = await continuePrompt(session, tokenizer, prompt, settings, {
          prefill(done, total) {
            first = performance.now();
            progress.update(`${done}/${total} tokens read`);
          },
          text(piece) {
            progress.end();
            if (!json) {
              process.stdout.write(piece);
            }
          },
        });
        input.answered();
        const { tokens, text, reason } = answer;
        const use = lookupSince(before, session.lookup);
        const drafts = options.lookup > 0 ? { lookup: lookupResult(use) } : {};
        const object = { text, prompt_tokens: prompt.length, tokens: tokens.length, finish_reason: reason, ...drafts };
        process.stdout.write(json ? `${JSON.stringify(object)}\n` : '\n');
        const rate = (tokens.length / ((performance.now() - first) / 1000)).toFixed(1);
        const end = { stop: '', length: ', cut at its limit', cancelled: ', stopped' }[reason];
        const drafted = options.lookup > 0 ? `; ${lookupSummary(use)}` : '';
        say(`[${tokens.length} tokens, ${rate} a second${end}${drafted}]`);
        conversation.answer(text);
      }

      function command(name: string, argument: string | undefined): string {
        if (name === 'reset') {
          conversation.reset();
          return 'the conversation begins anew';
        }
        if (name !== 'save') {
          return `/${name} is no command; ${COMMANDS}`;
        }
        if (argument === undefined) {
          return '/save needs the name of a file';
        }
        try {
          writeWhole(argument, Buffer.from(`${JSON.stringify(conversation.messages, null, 2)}\n`));
          return `${conversation.messages.length} messages in ${argument}`;
        } catch (error) {
          return (error as Error).message;
        }
      }
    } finally {
      progress.end();
      await accelerator.close();
    }
  });
