import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import * as v from 'valibot';
import { openGolden } from '../../../sw/backends/golden/golden.ts';
import { type Model, prepareModel } from '../../../sw/decoder/model.ts';
import { lineOf, openWindowLog } from '../../../sw/eval/window-log.ts';
import { hashOf, keptResults } from '../../../sw/parallel/kept-results.ts';
import { openLayerStore } from '../../../sw/quant/layer-store.ts';
import { seal, unseal } from '../../../sw/sealed.ts';
import { TINY, writeTinyModel } from '../../../sw/testing/tiny-model.ts';
import { readCheckpoint, writeCheckpoint } from '../../../sw/text/checkpoint.ts';
import { readModel } from '../../../sw/text/read-model.ts';
import { createSampler } from '../../../sw/text/sampler.ts';
import { Session } from '../../../sw/text/session.ts';
import { mutateBytes } from '../bytes.ts';
import type { Chance } from '../chance.ts';
import { mutateJson } from '../json.ts';
import { bytesOf, type Files, mutateOne, type Target, textOf } from '../target.ts';

const inFolder = async <T>(act: (folder: string) => T | Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-kept-'));
  try {
    return await act(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

let ready: Promise<Model> | undefined;
const model = (): Promise<Model> => {
  ready ??= inFolder((folder) => {
    writeTinyModel(folder, TINY);
    return prepareModel(readModel(folder).stored, openGolden({ engine: 'fused' }));
  });
  return ready;
};
const RUN = { model: 'tiny', prompt: [5, 6, 7], seed: 1 };
const GREEDY = { temperature: 0, seed: 1 };

/**
 * The content behind a seal, changed and sealed again: a hash keeps out accidents, so a reader must bear what passes
 * it.
 */
function resealed(
  bytes: Uint8Array,
  format: Parameters<typeof seal>[0],
  label: string,
  edit: (content: Uint8Array) => Uint8Array,
): Uint8Array {
  return seal(format, edit(unseal(format, bytes, 'seed', label)), label);
}

const CHECKPOINT = { format: 'macromac checkpoint', version: 3, noun: 'checkpoint' };

/** The state of a text that `generate --checkpoint` keeps. */
export const checkpoint: Target = {
  name: 'checkpoint',
  async seeds() {
    const seeds = new Map<string, Files>();
    for (const kvCache of ['fp32', 'int8'] as const) {
      using session = new Session(await model(), 16, kvCache);
      const sampler = createSampler(GREEDY);
      const tokens: number[] = [];
      for await (const event of session.generate(RUN.prompt, { maxTokens: 4, sampler, stopTokens: [] })) {
        if (event.kind === 'token') {
          tokens.push(event.token);
        }
      }
      const file = await inFolder((folder) => {
        const path = join(folder, 'state');
        writeCheckpoint(path, RUN, { tokens, sampler: sampler.state, session: session.save(), cycles: 7 });
        return readFileSync(path);
      });
      seeds.set(kvCache, new Map([[`state-${kvCache}`, file]]));
    }
    return seeds;
  },
  mutate: (files, chance) =>
    mutateOne(files, chance, (_, content) => {
      if (chance.oneIn(6)) {
        return mutateBytes(content, chance);
      }
      return attempt(content, chance, () =>
        resealed(content, CHECKPOINT, '', (inner) => {
          if (chance.oneIn(4)) {
            return mutateBytes(inner, chance);
          }
          const end = inner.indexOf(0x0a);
          const line = mutateJson(textOf(inner.subarray(0, end)), chance).replaceAll('\n', '');
          return new Uint8Array(Buffer.concat([bytesOf(line), inner.subarray(end)]));
        }),
      );
    }),
  async read(directory) {
    const [name = 'state-fp32'] = readdirSync(directory);
    const before = readCheckpoint(join(directory, name), RUN);
    if (!before) {
      return;
    }
    using session = new Session(await model(), 16, name.endsWith('int8') ? 'int8' : 'fp32');
    if (before.session.tokens.length <= session.capacity) {
      session.restore(before.session);
    }
    const sampler = createSampler(GREEDY, before.sampler);
    const prompt = [...RUN.prompt, ...before.tokens];
    for await (const _ of session.generate(prompt, { maxTokens: 1, sampler, stopTokens: [] })) {
      // what comes is not looked at
    }
  },
};

const PART = { format: 'macromac quantize.partial', version: 3, noun: 'part of a quantisation' };
const KEY = 'settings and source';

/** What an interrupted `quantize` left. */
export const quantizePartial: Target = {
  name: 'quantize-partial',
  async seeds() {
    const value = {
      name: 'layer-0',
      matrices: new Map([['q', { n: 2, k: 64, q: new Uint8Array(128), scales: new Uint16Array(2) }]]),
      error: 0.5,
    };
    const files = new Map([
      ['key', seal(PART, bytesOf(KEY), 'key')],
      ['layer-0.v8', seal(PART, serialize(value), `${KEY} layer-0`)],
    ]);
    return new Map([['layer', files]]);
  },
  mutate: (files, chance) =>
    mutateOne(files, chance, (name, content) => {
      if (chance.oneIn(4)) {
        return mutateBytes(content, chance);
      }
      const label = name === 'key' ? 'key' : `${KEY} layer-0`;
      return attempt(content, chance, () => resealed(content, PART, label, (inner) => mutateBytes(inner, chance)));
    }),
  read(directory) {
    const store = openLayerStore(directory, KEY);
    try {
      if (store.has('layer-0')) {
        store.read('layer-0');
      }
    } finally {
      store.close();
    }
  },
};

const RESULT = v.strictObject({ cycles: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), name: v.string() });

/** Results of jobs that are kept between runs (`perf --checkpoint`). */
export const keptResult: Target = {
  name: 'kept-results',
  async seeds() {
    const file = await inFolder((folder) => {
      const path = join(folder, 'results');
      const results = keptResults(path, RESULT);
      results.put('a', { cycles: 5, name: 'x' });
      results.put('b', { cycles: 7, name: 'y' });
      return readFileSync(path);
    });
    return new Map([['two', new Map([['results', file]])]]);
  },
  mutate: (files, chance) =>
    mutateOne(files, chance, (_, content) => {
      if (chance.oneIn(6)) {
        return mutateBytes(content, chance);
      }
      const changed = mutateJson(textOf(content), chance);
      return bytesOf(
        changed.replace(/"sha256":"[^"]*"/, (before) => {
          try {
            return chance.oneIn(3) ? before : `"sha256":"${hashOf(JSON.parse(changed).results)}"`;
          } catch {
            return before;
          }
        }),
      );
    }),
  read(directory) {
    const results = keptResults(join(directory, 'results'), RESULT);
    results.get('a');
    results.get('__proto__');
    results.put('c', { cycles: 1, name: 'z' });
    keptResults(join(directory, 'results'), RESULT).get('c');
  },
};

const MEASURED = 'model abc, text def, windows of 16';

/** Windows that were scored before (`eval perplexity --checkpoint`). */
export const windowLog: Target = {
  name: 'window-log',
  async seeds() {
    const lines = [MEASURED, ...[12.5, 3.25e-7, 100].map((nats, i) => lineOf(MEASURED, i, nats)), ''];
    return new Map([['three', new Map([['log', bytesOf(lines.join('\n'))]])]]);
  },
  mutate: (files, chance) => mutateOne(files, chance, (_, content) => mutateBytes(content, chance)),
  read(directory) {
    const log = openWindowLog(join(directory, 'log'), MEASURED);
    log.get(0);
    log.put(3, [1.5]);
    openWindowLog(join(directory, 'log'), MEASURED).get(3);
  },
};

/** Where a file was changed before, its seal may be broken. */
function attempt(content: Uint8Array, chance: Chance, act: () => Uint8Array): Uint8Array {
  try {
    return act();
  } catch {
    return mutateBytes(content, chance);
  }
}
