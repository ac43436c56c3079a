/** Where a build stands. Times in seconds. */
export interface Progress {
  readonly phase: 'verilator' | 'runtime' | 'compile' | 'link' | 'done';
  readonly top: string;
  /** 0 to 1 within the phase, from how long such work took before. */
  readonly fraction: number;
  readonly elapsed: number;
  /** Estimate of what remains of the whole build; undefined once a phase has taken longer than was thought. */
  readonly remaining: number | undefined;
}

export type OnProgress = (progress: Progress) => void;

/** clang's own speed here, before it was measured: seconds a megabyte of generated C++ at -O1, and fixed costs. */
const SECONDS_PER_MEGABYTE = [1.6, 2.4, 3, 3.2] as const;
export const LINK_SECONDS = 0.5;
const TICK_MILLISECONDS = 250;

export interface Phases {
  /** Runs one phase, reporting four times a second while it lasts; one that takes no time is not mentioned. */
  run<T>(phase: Progress['phase'], seconds: number, later: number, action: () => Promise<T>): Promise<T>;
}

/** Reports the phases of one build. Nothing runs when nobody listens. */
export function reportPhases(top: string, onProgress: OnProgress | undefined): Phases {
  const begun = performance.now();
  return {
    async run(phase, seconds, later, action) {
      if (onProgress === undefined || seconds === 0) {
        return action();
      }
      const started = performance.now();
      const report = (): void => {
        const spent = (performance.now() - started) / 1000;
        onProgress({
          phase,
          top,
          fraction: Math.min(spent / Math.max(seconds, 1e-3), 0.99),
          elapsed: (performance.now() - begun) / 1000,
          remaining: spent < seconds ? seconds - spent + later : undefined,
        });
      };
      report();
      const timer = setInterval(report, TICK_MILLISECONDS);
      try {
        return await action();
      } finally {
        clearInterval(timer);
      }
    },
  };
}

export const compileEstimate = (megabytes: number, optimize: 0 | 1 | 2 | 3): number =>
  0.7 + megabytes * SECONDS_PER_MEGABYTE[optimize];
