import { setImmediate as otherEvents } from 'node:timers/promises';
import type { KvCache } from '../port/kv-cache.ts';
import type { Decoded } from '../port/passes.ts';
import type { Model } from './model.ts';
import { type PassRequest, pass, passTogether, wantedRows } from './pass.ts';
import { inTurn } from './turns.ts';

/** What a text does in one pass, both parts in the pass's turn. */
export interface Step {
  readonly cache: KvCache;
  /** New tokens, and rows that the LM head is asked of, at most. */
  readonly tokens: number;
  readonly rows: number;
  /** Says what is to be made. What it throws ends this step alone. */
  begin(): Omit<PassRequest, 'cache'>;
  /** Takes what the pass left behind, which is good until it has ended. What it throws ends this step alone. */
  finish(decoded: Decoded): Promise<void>;
}

interface Waiting {
  readonly step: Step;
  resolve(): void;
  reject(error: unknown): void;
}

/** A step that has begun. */
interface Begun extends Waiting {
  readonly request: PassRequest;
}

/**
 * Tokens of a pass, and rows of it that the LM head is asked of, at most: what a larger one takes in memory, it does
 * not gain in time.
 */
const MOST_TOKENS = 256;
const MOST_ROWS = 64;

const lines = new WeakMap<Model, Waiting[]>();

/**
 * Makes a step in a pass that it shares with steps of other texts, if any wait: each weight then meets all of them. The
 * results are those of a pass for each, to the bit. A step that fails does not hurt the others.
 */
export function inSharedPass(model: Model, step: Step): Promise<void> {
  const line = lines.get(model) ?? [];
  lines.set(model, line);
  return new Promise((resolve, reject) => {
    line.push({ step, resolve, reject });
    inTurn(model, () => nextPass(model, line)).catch(reject);
  });
}

/** One pass for those at the front of the line. Who finds nobody there was in a pass before. */
async function nextPass(model: Model, line: Waiting[]): Promise<void> {
  if (line.length === 0) {
    return;
  }
  const canShare = !model.passes && model.accelerator.tokensPerPass > 1;
  if (canShare) {
    await otherEvents(); // who was given a token by the last pass asks for the next one now
  }
  const begun = takeSteps(line, canShare ? Math.min(model.accelerator.tokensPerPass, MOST_TOKENS) : 0);
  if (begun.length < 2) {
    for (const each of begun) {
      await makeAlone(model, each);
    }
    return;
  }
  let decoded: Decoded[];
  try {
    decoded = await passTogether(
      model,
      begun.map(({ request }) => request),
    );
  } catch {
    // One of them is to blame, for a lack of memory as it may be: by itself it is told, and the others are not.
    for (const each of begun) {
      await makeAlone(model, each);
    }
    return;
  }
  for (const [i, { step, resolve, reject }] of begun.entries()) {
    await step.finish(decoded[i]).then(resolve, reject);
  }
}

/** Begins steps, one of a cache, as long as all of them have no more than `most` tokens; the first in any case. */
function takeSteps(line: Waiting[], most: number): Begun[] {
  const begun: Begun[] = [];
  let tokens = 0;
  let rows = 0;
  const fits = ({ step }: Waiting) =>
    begun.length === 0 ||
    (tokens + step.tokens <= most &&
      rows + step.rows <= MOST_ROWS &&
      begun.every(({ request }) => request.cache !== step.cache));
  while (line.length > 0 && fits(line[0])) {
    const next = line.shift()!;
    try {
      const request = { cache: next.step.cache, ...next.step.begin() };
      begun.push({ ...next, request });
      tokens += request.tokens.length;
      rows += wantedRows(request.wanted, request.tokens.length);
    } catch (error) {
      next.reject(error);
    }
  }
  return begun;
}

async function makeAlone(model: Model, { step, request, resolve, reject }: Begun): Promise<void> {
  try {
    await step.finish(await pass(model, request.cache, request.tokens, request.wanted));
    resolve();
  } catch (error) {
    reject(error);
  }
}
