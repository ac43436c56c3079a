import type { Clock } from '../scheduler/clock.ts';
import type { Listener, Trigger } from '../scheduler/trigger.ts';

/** Counts what was queued and what is done, with awaitable positions in between. */
export class Progress {
  queued = 0;
  done = 0;
  readonly #clock: Clock;
  #milestones: { position: number; listener: Listener<void> }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get waiting(): number {
    return this.queued - this.done;
  }

  /** What is queued up to now is done. */
  reached(description: string, position = this.queued): Trigger {
    return this.#clock.trigger<void>({
      description,
      prime: (listener) => {
        const milestone = { position, listener };
        if (this.done >= position) {
          listener.fire();
        } else {
          this.#milestones.push(milestone);
        }
        return () => {
          this.#milestones = this.#milestones.filter((other) => other !== milestone);
        };
      },
    });
  }

  step(): void {
    this.done++;
    if (!this.#milestones.length) {
      return;
    }
    const due = this.#milestones.filter((milestone) => milestone.position <= this.done);
    this.#milestones = this.#milestones.filter((milestone) => milestone.position > this.done);
    for (const { listener } of due) {
      listener.fire();
    }
  }
}
