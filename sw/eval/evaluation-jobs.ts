import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gitTree } from '@macromac/verilog/git-tree';
import { abilitiesOf } from '../backends/backends.ts';
import { DataError } from '../errors.ts';
import { readText } from '../files.ts';
import { type Execution, execute } from '../jobs/execute.ts';
import type { Json } from '../jobs/job.ts';
import { hashOf, ownSources, packageOf } from '../jobs/sources.ts';
import type { JobStore } from '../jobs/store.ts';
import type { Offload } from '../program/offload.ts';
import { type Arithmetic, expectSubject } from './open-subject.ts';
import { type Described, openWeights } from './open-weights.ts';
import { type Task, type TaskResults, taskFor } from './task.ts';

/** The kind of these jobs. */
export const EVALUATE = 'evaluate';

/** A part of a task: a window, a document, an example. */
export interface PartInput {
  readonly task: Task;
  readonly part: number;
  readonly arithmetic: Arithmetic;
}

/** Where its files lie. */
export interface PartPlaces {
  readonly model: string;
  readonly text: string;
}

export interface PartResult {
  readonly figures: readonly number[];
  /** What the accelerator did of the model, and why not more where nobody asked for that; of back ends. */
  readonly offloaded?: { readonly offload: Offload; readonly reason?: string };
}

export interface JobsEvaluation {
  readonly model: Described;
  readonly offloaded: PartResult['offloaded'];
  /** Of the task that was asked for. */
  readonly result: TaskResults[keyof TaskResults];
}

/** Evaluates a model, each part of the task a job; what comes of it is what one process would say. */
export async function evaluateAsJobs(
  task: Task,
  arithmetic: Arithmetic,
  places: PartPlaces,
  store: JobStore,
  execution: Execution,
): Promise<JobsEvaluation> {
  expectSubject(places.model, arithmetic);
  const { close, ...model } = await openWeights(places.model);
  close();
  const { parts, total } = taskFor(task, model, readText(places.text), places.text);
  const tools = toolsFor(arithmetic, places);
  const keys = Array.from({ length: parts }, (_, part) => {
    const input: PartInput = { task, part, arithmetic };
    const command = ['macromac', 'jobs', 'serve', EVALUATE];
    return store.add({
      name: `${task.name}, part ${part + 1} of ${parts}`,
      command,
      input: input as unknown as Json,
      places: { ...places },
      tools,
    });
  });
  const failures = await execute(store, keys, execution);
  const [failure] = failures.values();
  if (failure) {
    throw new DataError(`${failures.size} of ${parts} jobs failed; ${failure.name}: ${failure.error}`);
  }
  const results = keys.map((key) => store.result(key) as unknown as PartResult);
  return {
    model,
    offloaded: results[0].offloaded,
    result: total(results.map(({ figures }) => figures)),
  };
}

/** What the figures of a part depend on, beside its input. */
function toolsFor({ backend }: Arithmetic, { model, text }: PartPlaces): Record<string, string> {
  const own = ['backends/', 'decoder/', 'driver/', 'eval/', 'import/', 'model/', 'parallel/', 'port/', 'program/'];
  const hardware = abilitiesOf(backend).simulates ? [packageOf('@macromac/rtl'), packageOf('@chisel-lite/hdl')] : [];
  return {
    evaluation: hashOf([...ownSources(...own, 'quant/', 'text/'), ...hardware]),
    node: process.version,
    model: modelHash(model),
    text: gitTree(text),
  };
}

/** A hash of a model folder or checkpoint. The tensors of a model folder have theirs in `model.json`. */
function modelHash(path: string): string {
  const names = statSync(path).isDirectory() ? readdirSync(path).sort() : [];
  return names.includes('model.json')
    ? hashOf(names.filter((name) => name !== 'model.bin').map((name) => join(path, name)))
    : gitTree(path);
}
