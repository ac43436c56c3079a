import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convertCheckpoint } from '../../import/convert.ts';
import { openModel } from '../../library.ts';
import { macromac, type Outcome } from '../../testing/command-line.ts';
import { TINY, tinyCheckpoint, writeTinyModel } from '../../testing/tiny-model.ts';
import { Session } from '../../text/session.ts';

const root = mkdtempSync(join(tmpdir(), 'macromac-generate-'));
const model = join(root, 'tiny');
beforeAll(() => writeTinyModel(model));
afterAll(() => rmSync(root, { recursive: true }));

const generate = (...args: string[]) =>
  macromac('generate', '--model', model, '--backend', 'golden', '--prompt', 'Hi!', ...args);

/** A copy of the model with one thing wrong. */
function damaged(name: string, damage: (directory: string) => void): string {
  const directory = join(root, name);
  cpSync(model, directory, { recursive: true });
  damage(directory);
  return directory;
}

// biome-ignore lint/suspicious/noExplicitAny: tests put anything into a manifest
function edit(directory: string, change: (manifest: Record<string, any>) => void): void {
  const path = join(directory, 'model.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  change(manifest);
  writeFileSync(path, JSON.stringify(manifest));
}

/** One clear sentence, and the exit code. */
function expectRefusal({ code, stdout, stderr }: Outcome, expectedCode: number, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/internal error|\n\s+at /);
  expect(code).toBe(expectedCode);
  expect(stdout).toBe('');
}

describe('output', () => {
  test('is the continuation and one newline; figures go to stderr', async () => {
    const { code, stdout, stderr } = await generate('-n', '6');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[^\n]{6}\n$/);
    expect(stderr).toMatch(
      /^offload linear: heads of 18 elements are not built, only of 32, 64, 128\n3 \+ 6 tokens in .* s \(.* tokens\/s measured\)\n$/,
    );
  });

  test('tells how often the largest logits alone returned, where they are fewer bytes than all', async () => {
    const many = join(root, 'many');
    writeTinyModel(many, { ...TINY, vocab: 197 });
    const { stderr } = await generate('-n', '6', '--model', many);
    expect(stderr).toMatch(/measured\), LM head: 6 times the 64 largest logits, 0 times all; 2 kB need not return\n$/);
    const { stdout } = await generate('-n', '6', '--model', many, '--json');
    expect(JSON.parse(stdout).lm_head).toEqual({ top: 6, full: 0, bytes_saved: 6 * (4 * 197 - 512) });
  });

  test('--json is one object', async () => {
    const { stdout } = await generate('-n', '6', '--json');
    const text = (await generate('-n', '6')).stdout.slice(0, -1);
    const object = JSON.parse(stdout);
    expect(object).toEqual({
      prompt_tokens: [41, 74, 2],
      tokens: expect.any(Array),
      text,
      finish_reason: 'length',
      cycles: null,
      backend: 'golden',
      engine: 'fused',
      offload: 'linear',
      // A list of 64 {value, index} pairs is longer than the logits of so small a vocabulary.
      lm_head: { top: 0, full: 6, bytes_saved: 0 },
    });
    expect(object.tokens).toHaveLength(6);
  });

  test('--logprobs: how likely each token was, by the logits that a score of the text gives', async () => {
    const plain = JSON.parse((await generate('-n', '5', '--json')).stdout);
    const { logprobs, ...text } = JSON.parse((await generate('-n', '5', '--json', '--logprobs', '3')).stdout);
    expect(text).toEqual(plain);
    expect(logprobs.map(({ token }: { token: number }) => token)).toEqual(plain.tokens);
    await using opened = await openModel(model, { backend: 'golden' });
    const all = [...plain.prompt_tokens, ...plain.tokens];
    using session = new Session(opened.model, all.length);
    const { vocab } = opened.architecture;
    const expected: number[][] = [];
    await session.score(all, (_, logits) => {
      const most = Math.max(...logits);
      const sum = logits.reduce((total, logit) => total + Math.exp(logit - most), 0);
      expected.push(Array.from(logits, (logit) => logit - most - Math.log(sum)));
    });
    for (const [i, { token, logprob, top }] of logprobs.entries()) {
      const row = expected[plain.prompt_tokens.length - 1 + i];
      expect(logprob).toBeCloseTo(row[token], 5);
      const likeliest = Array.from({ length: vocab }, (_, id) => id).sort((a, b) => row[b] - row[a]);
      expect(top.map((each: { token: number }) => each.token)).toEqual(likeliest.slice(0, 3));
      expect(top[0].token).toBe(token); // greedy
    }
    const { stderr, stdout } = await generate('-n', '2', '--logprobs', '1');
    expect(stdout).toBe(`${plain.text.slice(0, 2)}\n`);
    expect(stderr).toMatch(/^(-\d+\.\d{4} ".+" {2}\(-\d+\.\d{4} ".+"\)\n){2}/m);
    expectRefusal(
      await generate('--logprobs', '1', '--checkpoint', join(root, 'never')),
      2,
      /^macromac: --logprobs and --checkpoint: of tokens from before the logits are not kept\n$/,
    );
  });

  test('whole tokens are left to an accelerator that can, and linear layers where keys and values are not for it', async () => {
    const story = (...args: string[]) =>
      generate('--model', join(import.meta.dirname, '../../../models/story'), '-n', '2', ...args);
    const offloadOf = async (...args: string[]) => JSON.parse((await story('--json', ...args)).stdout).offload;
    expect(await offloadOf()).toBe('token');
    expect(await offloadOf('--kv-cache', 'int8')).toBe('token');
    expect(await offloadOf('--offload', 'linear', '--kv-cache', 'int8')).toBe('linear');
    expect(await offloadOf('--backend', 'cpu')).toBe('linear');
    expect((await story('--kv-cache', 'fp16')).stderr).toMatch(
      /^offload linear: keys and values as fp16 are the processor's\n2 \+ 2 tokens/,
    );
    expect((await story('--backend', 'cpu')).stderr).not.toContain('offload');
    expectRefusal(
      await story('--offload', 'token', '--kv-cache', 'fp16'),
      2,
      /^macromac: --offload token keeps keys and values as k16v8 or int8, not as fp16\n$/,
    );
    expectRefusal(
      await generate('--offload', 'token'),
      2,
      /^macromac: --offload token: heads of 18 elements are not built, only of 32, 64, 128; --offload linear does without\n$/,
    );
  });

  test('--tokens-per-start: the same text; by greedy sampling, and by who makes whole tokens, alone', async () => {
    const story = (...args: string[]) =>
      generate('--model', join(import.meta.dirname, '../../../models/story'), '-n', '7', ...args);
    expect((await story('--json', '--tokens-per-start', '3')).stdout).toBe((await story('--json')).stdout);
    const refusals: [string[], RegExp][] = [
      [['--temperature', '0.5'], /^macromac: --tokens-per-start 3 and sampling other than greedy \(.*\): .*\n$/],
      [['--presence-penalty', '1'], /^macromac: --tokens-per-start 3 and sampling other than greedy/],
      [['--lookup', '2'], /^macromac: --tokens-per-start 3 and --lookup: each token is the processor's to choose\n$/],
      [
        ['--checkpoint', join(root, 'none')],
        /^macromac: --tokens-per-start 3 and --checkpoint: a text is kept after each token\n$/,
      ],
      [['--backend', 'cpu'], /^macromac: --tokens-per-start 3: back end cpu makes no whole tokens\n$/],
      [
        ['--offload', 'linear'],
        /^macromac: --tokens-per-start 3: back end golden is left the linear layers alone; .*\n$/,
      ],
      [['--tokens-per-start', '0'], /tokens-per-start/],
    ];
    for (const [args, message] of refusals) {
      expectRefusal(await story('--tokens-per-start', '3', ...args), 2, message);
    }
  });

  test('--lookup: the same text, in fewer passes; how many it tells', async () => {
    const args = ['--prompt', 'aaa', '-n', '12', '--repetition-penalty', '0.1'];
    const { lookup, ...text } = JSON.parse((await generate(...args, '--json', '--lookup', '4')).stdout);
    expect(text).toEqual({ ...JSON.parse((await generate(...args, '--json')).stdout), lm_head: expect.any(Object) });
    const { passes, drafted, accepted, tokens_per_pass } = lookup;
    expect(passes + accepted).toBe(11);
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThanOrEqual(drafted);
    expect(tokens_per_pass).toBeCloseTo(11 / passes, 10);
    const { stderr } = await generate(...args, '--lookup', '4');
    const rate = tokens_per_pass.toFixed(2);
    expect(stderr).toContain(`, lookup: ${accepted} of ${drafted} drafts accepted, ${rate} tokens a pass\n`);
  });

  test('--lookup needs more than one vector a pass', async () => {
    expectRefusal(
      await generate('--lookup', '3', '--tokens-per-pass', '1'),
      2,
      /^macromac: --lookup 3: one vector a pass has no room for drafts; --tokens-per-pass 2, 4, 8 has\n$/,
    );
  });

  test('is the same for the same seed, and another for another', async () => {
    const sample = async (seed: string) => (await generate('-n', '12', '--temperature', '1', '--seed', seed)).stdout;
    expect(await sample('3')).toBe(await sample('3'));
    expect(await sample('3')).not.toBe(await sample('4'));
  });

  test('ends with the context', async () => {
    const { stdout } = await generate('--json');
    // 24 positions hold the prompt and 21 new tokens; one more comes out of the last position.
    expect(JSON.parse(stdout)).toMatchObject({ finish_reason: 'length', tokens: { length: 22 } });
  });

  test('ends with a stop token, which is no part of it', async () => {
    const [first, second] = JSON.parse((await generate('-n', '2', '--json')).stdout).tokens;
    expect(second).not.toBe(first);
    const stopping = damaged('stopping', (directory) => edit(directory, ({ tokens }) => (tokens.stop = [second])));
    const { stdout } = await macromac(
      'generate',
      '--model',
      stopping,
      '--backend',
      'golden',
      '--prompt',
      'Hi!',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ tokens: [first], finish_reason: 'stop' });
  });

  test('engines may differ in bits, not in sense: fp32 gives text too', async () => {
    const { code, stdout } = await generate('-n', '4', '--engine', 'fp32', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).engine).toBe('fp32');
  });
});

describe('--prompts', () => {
  const file = join(root, 'prompts');
  const prompts = (...args: string[]) =>
    macromac('generate', '--model', model, '--backend', 'golden', '--prompts', file, '-n', '5', ...args);
  const one = async (prompt: string, ...args: string[]) =>
    (await macromac('generate', '--model', model, '--backend', 'golden', '--prompt', prompt, '-n', '5', ...args))
      .stdout;

  test('every line on its own, in order; options reach each of them', async () => {
    writeFileSync(file, 'Hi!\n\nAnd you?\n-n 3\n');
    const options = ['--temperature', '0.9', '--seed', '4', '--check'];
    const { code, stdout } = await prompts(...options, '--json', '--checkpoint', join(root, 'kept'));
    expect(code).toBe(0);
    const expected = [await one('Hi!', ...options, '--json'), await one('And you?', ...options, '--json')];
    expect(stdout.startsWith(expected.join(''))).toBe(true);
    expect(stdout.split('\n')).toHaveLength(4);
    expect(readdirSync(root).filter((name) => name.startsWith('kept'))).toEqual(['kept.1', 'kept.2', 'kept.3']);
    expect((await prompts(...options)).stdout).toMatch(/^Hi!.{5}\n\nAnd you\?.{5}\n\n-n 3.{5}\n$/);
  });

  test('what is wrong with one is said', async () => {
    // The handle of a process that has ended is closed in a turn after it is heard of.
    const running = async () => {
      await setImmediate();
      await setImmediate();
      return process.getActiveResourcesInfo().filter((each) => each === 'ProcessWrap').length;
    };
    const before = await running();
    writeFileSync(file, `Hi!\n${'x'.repeat(25)}\n`);
    const { code, stderr } = await prompts();
    expect([code, stderr]).toEqual([2, 'macromac: the prompt has 25 tokens, the context is 24\n']);
    expect(await running()).toBe(before); // none prints behind the error
    writeFileSync(file, '\n');
    expectRefusal(await prompts(), 1, /prompts: no prompt in it; a prompt a line is expected/);
    rmSync(file);
    expectRefusal(await prompts(), 1, /prompts: no such file or directory/);
  });
});

describe('defaults and what changes them', () => {
  test('generation_config.json decides the sampling unless an option says otherwise, and one line says so', async () => {
    const sampled = mkdtempSync(join(tmpdir(), 'macromac-generate-'));
    const checkpoint = tinyCheckpoint();
    const config = { do_sample: true, temperature: 0.7, top_k: 20, top_p: 0.8, repetition_penalty: 1.1 };
    const files = new Map([...checkpoint.files, ['generation_config.json', JSON.stringify(config)]]);
    const storage = { weights: 'awq-macro', embedding: 'fp16', lmHead: 'awq-macro' } as const;
    convertCheckpoint({ ...checkpoint, files }, storage, sampled);
    const plain = await generate('-n', '8', '--model', sampled, '--seed', '4');
    const named = [
      '--temperature',
      '0.7',
      '--top-k',
      '20',
      '--top-p',
      '0.8',
      '--repetition-penalty',
      '1.1',
      '--min-p',
      '0',
    ];
    const explicit = await generate('-n', '8', '--model', sampled, '--seed', '4', ...named);
    expect(plain.stdout).toBe(explicit.stdout);
    const told = `generation_config.json: temperature 0.7, top-k 20, top-p 0.8, repetition penalty 1.1\n`;
    expect(plain.stderr).toContain(told);
    expect(explicit.stderr).not.toContain('generation_config.json');
    const greedy = ['--temperature', '0', '--repetition-penalty', '1'];
    expect((await generate('-n', '8', '--model', sampled, ...greedy)).stdout).toBe((await generate('-n', '8')).stdout);
    rmSync(sampled, { recursive: true });
  });

  test('a text ends before a stop string, and a file or stdin can be the prompt', async () => {
    const whole = (await generate('-n', '8')).stdout.slice(0, -1);
    const stop = whole.slice(3, 5);
    const { text, finish_reason: reason } = JSON.parse(
      (await generate('-n', '8', '--json', '--stop', 'never seen', stop)).stdout,
    );
    expect({ text, reason }).toEqual({ text: whole.slice(0, whole.indexOf(stop)), reason: 'stop' });
    const file = join(tmpdir(), `macromac-prompt-${process.pid}`);
    writeFileSync(file, 'Hi!');
    const args = ['generate', '--model', model, '--backend', 'golden', '-n', '8', '--prompt-file', file];
    expect((await macromac(...args)).stdout).toBe(`${whole}\n`);
    rmSync(file);
  });

  test('penalties of presence and frequency keep a token from coming again', async () => {
    const { text } = JSON.parse((await generate('-n', '12', '--json', '--presence-penalty', '100')).stdout);
    expect(new Set(text).size).toBe(12);
  });
});

describe('a request that cannot be met ends with exit code 2', () => {
  test.each<[string, string[], RegExp]>([
    ['an unknown back end', ['--backend', 'gpu'], /unknown back end "gpu"; there are golden, cpu, rtl, kv260/],
    ['an unknown engine', ['--engine', 'fp64'], /argument 'fp64' is invalid/],
    ['no tokens', ['-n', '0'], /'0' is invalid. Expected an integer from 1/],
    ['a fraction of a token', ['-n', '1.5'], /'1.5' is invalid/],
    ['a negative temperature', ['--temperature', '-1'], /'-1' is invalid. Expected a number from 0/],
    ['a seed that is no number', ['--seed', 'abc'], /'abc' is invalid/],
    ['an unknown option', ['--bakend', 'golden'], /unknown option '--bakend'/],
    ['a prompt longer than the context', ['--prompt', 'x'.repeat(25)], /the prompt has 25 tokens, the context is 24/],
    ['an empty prompt', ['--prompt', ''], /the prompt has no tokens/],
  ])('%s', async (_, args, message) => expectRefusal(await generate(...args), 2, message));

  test('a missing option', async () =>
    expectRefusal(await macromac('generate', '--prompt', 'Hi!'), 2, /required option '--model <dir>' not specified/));

  test.each([[[]], [['--prompt', 'a', '--prompts', 'b']]])('neither or both of prompt and prompts', async (args) =>
    expectRefusal(
      await macromac('generate', '--model', model, ...args),
      2,
      /one of --prompt <text>, --prompt-file <file> and --prompts <file>/,
    ),
  );

  test('an unknown command', async () => expectRefusal(await macromac('translate'), 2, /unknown command 'translate'/));
});

test.skipIf(existsSync('/sys/class/uio'))('a board that is not there ends with exit code 1', async () =>
  expectRefusal(await generate('--backend', 'kv260'), 1, /no device named macromac; on the board, load the overlay/),
);

describe('a damaged model ends with exit code 1', () => {
  const refuse = async (directory: string, message: RegExp) =>
    expectRefusal(await macromac('generate', '--model', directory, '--prompt', 'Hi!'), 1, message);

  test('no folder', () => refuse(join(root, 'absent'), /absent: no such folder, expected a model folder/));
  test('no model.bin', () =>
    refuse(
      damaged('no-bin', (d) => rmSync(join(d, 'model.bin'))),
      /model.bin: no such file/,
    ));
  test('no tokenizer', () =>
    refuse(
      damaged('no-tokenizer', (d) => rmSync(join(d, 'tokenizer.json'))),
      /tokenizer.json: no such file/,
    ));
  test('model.json that is not JSON', () =>
    refuse(
      damaged('no-json', (d) => writeFileSync(join(d, 'model.json'), '{"format": ')),
      /model.json: not valid JSON/,
    ));
  test('another format', () =>
    refuse(
      damaged('format', (d) => edit(d, (m) => (m['format'] = 'gguf'))),
      /format is "gguf", expected "macromac"/,
    ));
  test('another version', () =>
    refuse(
      damaged('version', (d) => edit(d, (m) => (m['version'] = 7))),
      /format version 7; this program reads version 1/,
    ));
  test('a field of the wrong type', () =>
    refuse(
      damaged('field', (d) => edit(d, ({ architecture }) => (architecture.layers = 'two'))),
      /model.json: architecture.layers is .*, expected a number/,
    ));
  test('an unknown tensor kind', () =>
    refuse(
      damaged('kind', (d) => edit(d, ({ tensors }) => (tensors[0].kind = 'int3'))),
      /tensors.0.kind is "int3", expected /,
    ));
  test('a short model.bin', () =>
    refuse(
      damaged('short', (d) => truncateSync(join(d, 'model.bin'), 30_000)),
      /model.bin: tensor layers\.0\.\S+: \d+ of \d+ bytes missing at offset \d+/,
    ));
  test('a long model.bin', () =>
    refuse(
      damaged('long', (d) => writeFileSync(join(d, 'model.bin'), 'more', { flag: 'a' })),
      /model.bin: \d+ bytes, the tensors end at \d+/,
    ));
  test('a flipped bit', () =>
    refuse(
      damaged('corrupt', (d) => {
        const path = join(d, 'model.bin');
        const bytes = readFileSync(path);
        bytes[20_000] ^= 4;
        writeFileSync(path, bytes);
      }),
      /model.bin: tensor \S+ is corrupt: sha256 is [0-9a-f]{64}, model.json says [0-9a-f]{64}/,
    ));
  test('a size that does not fit the shape', () =>
    refuse(
      damaged('size', (d) => edit(d, ({ tensors }) => (tensors[0].bytes -= 2))),
      /tensor embedding.weight: 13966 bytes, but fp16 \[97, 72\] takes 13968/,
    ));
  test('a tensor renamed', () =>
    refuse(
      damaged('renamed', (d) => edit(d, ({ tensors }) => (tensors.at(-1).name = 'head.weight'))),
      /tensor lm_head.weight is missing; the architecture needs it as \[97, 72\]/,
    ));
  test('a tensor of another shape', () =>
    refuse(
      damaged('shape', (d) => edit(d, ({ architecture }) => (architecture.ffn = 99))),
      /tensor layers.0.mlp.gate.weight is \[100, 72\], the architecture needs \[99, 72\]/,
    ));
  test('a tensor too many', () =>
    refuse(
      damaged('extra', (d) =>
        edit(d, ({ tensors }) => {
          const first = readFileSync(join(d, 'model.bin')).subarray(0, tensors[0].bytes);
          const end = statSync(join(d, 'model.bin')).size;
          const offset = Math.ceil(end / 64) * 64;
          appendFileSync(join(d, 'model.bin'), Buffer.concat([new Uint8Array(offset - end), first]));
          tensors.push({ ...tensors[0], name: 'layers.9.mlp.up.weight', offset });
        }),
      ),
      /tensor layers.9.mlp.up.weight has no place in the architecture/,
    ));
  test('a tensor in the place of another', () =>
    refuse(
      damaged('aliased', (d) =>
        edit(d, ({ tensors }) => tensors.push({ ...tensors[0], name: 'layers.9.mlp.up.weight' })),
      ),
      /tensor layers.9.mlp.up.weight begins at 0, inside embedding.weight/,
    ));
  test('a tensor twice', () =>
    refuse(
      damaged('twice', (d) => edit(d, ({ tensors }) => tensors.push(tensors[0]))),
      /tensor embedding.weight appears twice/,
    ));
  test('a tokenizer of another kind', () =>
    refuse(
      damaged('tokenizer', (d) => writeFileSync(join(d, 'tokenizer.json'), '{"model": {"type": "Quantum"}}')),
      /tokenizer.json: model.type is "Quantum", expected "BPE" or "WordPiece"/,
    ));
});

test('nothing was written anywhere', () => {
  expect(readdirSync(model).sort()).toEqual(['model.bin', 'model.json', 'tokenizer.json', 'tokenizer_config.json']);
});
