/** Thrown inside a cancelled task at the `await` it stands at; let it pass (or clean up in `finally`). */
export class TaskCancelled extends Error {
  override name = 'TaskCancelled';
}

/** A `timeout(…)` that ran out. */
export class TimeoutError extends Error {
  override name = 'TimeoutError';
}

/** The simulation cannot go on, or did not get anywhere; the message names every waiting task and what it waits for. */
export class NoProgress extends Error {
  override name = 'NoProgress';
}

/** A bus protocol rule was broken; `rule` is its short name, for instance `valid dropped`. */
export class ProtocolViolation extends Error {
  override name = 'ProtocolViolation';
  readonly rule: string;
  constructor(where: string, rule: string, detail: string) {
    super(`${where}: ${rule}: ${detail}`);
    this.rule = rule;
  }
}
