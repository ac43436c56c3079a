import { readText } from '../files.ts';
import type { Json } from '../jobs/job.ts';
import type { PartInput, PartPlaces, PartResult } from './evaluation-jobs.ts';
import type { Measurement } from './measurement.ts';
import { openSubject, type Subject } from './open-subject.ts';
import { taskFor } from './task.ts';

/** The working side of an evaluation by jobs: keeps the model open from one part to the next. */
export interface Evaluation extends AsyncDisposable {
  make(input: Json, places: Readonly<Record<string, string>>): Promise<Json>;
}

interface Open {
  /** What it was opened for. */
  readonly asked: string;
  readonly subject: Subject;
  readonly measurement: Measurement<unknown>;
}

export function openEvaluation(): Evaluation {
  let open: Open | undefined;
  const opened = async ({ task, arithmetic }: PartInput, { model, text }: PartPlaces): Promise<Open> => {
    const asked = JSON.stringify({ task, arithmetic, model, text });
    if (open?.asked !== asked) {
      await open?.subject.close();
      open = undefined;
      // A process a core: more threads would only wait for each other.
      const subject = await openSubject(model, { ...arithmetic, threads: 1, progress: () => {} });
      try {
        open = { asked, subject, measurement: taskFor(task, subject, readText(text), text) };
      } catch (error) {
        await subject.close();
        throw error;
      }
    }
    return open;
  };
  return {
    async make(given, givenPlaces) {
      // As evaluateAsJobs wrote them.
      const [input, places] = [given as unknown as PartInput, givenPlaces as unknown as PartPlaces];
      const { subject, measurement } = await opened(input, places);
      const { offload, reason } = subject.offloaded ?? {};
      const result: PartResult = {
        figures: await measurement.figures(subject.score, input.part),
        ...(offload === undefined ? {} : { offloaded: { offload, reason } }),
      };
      return result as unknown as Json;
    },
    async [Symbol.asyncDispose]() {
      await open?.subject.close();
    },
  };
}
