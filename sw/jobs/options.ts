import { UsageError } from '../errors.ts';
import { type Execution, PLACES, type Place } from './execute.ts';

/** What a user says of where jobs are run; numbers may be text. */
export interface ExecutionArguments {
  readonly on?: string;
  readonly jobs?: number | string;
  readonly bundle?: number;
  readonly sbatch?: string;
  readonly snakemake?: string;
}

/** The same, checked: a place that there is, a number of processes, and arguments of that place alone. */
export function executionOf({ on = 'local', jobs, bundle, sbatch, snakemake }: ExecutionArguments): Execution {
  const place = PLACES.find((each) => each === on);
  if (place === undefined) {
    throw new UsageError(`--on ${on}: expected ${PLACES.join(', ')}`);
  }
  const processes = jobs === undefined ? undefined : Number(jobs);
  if (processes !== undefined && !(Number.isInteger(processes) && processes > 0)) {
    throw new UsageError(`--jobs ${jobs}: expected a whole number above 0`);
  }
  refuse(place, 'slurm', '--sbatch', sbatch);
  refuse(place, 'snakemake', '--snakemake', snakemake);
  return { on: place, processes, bundle, sbatch: words(sbatch), snakemake: words(snakemake) };
}

function refuse(place: Place, owner: Place, option: string, value: string | undefined): void {
  if (place !== owner && value !== undefined) {
    throw new UsageError(`${option} is of --on ${owner}, not of ${place}`);
  }
}

const words = (text: string | undefined): string[] => text?.split(/\s+/).filter((word) => word !== '') ?? [];
