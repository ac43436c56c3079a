import { type Bool, bool, enumeration, lit, mux, named, regs, uint, when } from '@chisel-lite/hdl';

const State = enumeration('accelerator_state', 'Running', 'Draining', 'Restarting', 'Stopped');

/**
 * The life of the accelerator. An error, or `restart`, lets what is outstanding on the ports end, then resets
 * everything but the registers. `halt` lets nothing new begin.
 */
export function supervisor() {
  const { state, pause, go_on, restarting } = regs({
    state: State.init('Running'),
    /** Cycles of reset still to come. */
    pause: uint(2, 0),
    /** After the restart: run again, or stay stopped. */
    go_on: bool(false),
    /**
     * Resets all but the registers: a register itself, since so much hangs on it. It follows `aresetn` a cycle later.
     */
    restarting: bool(true),
  });
  restarting.set(state.is('Restarting', 'Stopped'));
  const { halt } = named({ halt: state.isNot('Running') });
  return { state, pause, go_on, restarting, halt };
}

export type Supervisor = ReturnType<typeof supervisor>;

/** What moves the accelerator through its life. */
export interface Incidents {
  /** The first error since the last restart. */
  readonly failed: Bool;
  /** Nothing is outstanding on any port. */
  readonly drained: Bool;
  /** Software asks for a restart. */
  readonly restart: Bool;
}

/** `onRestart` is what else happens when software asks for a restart. */
export function supervise(
  { state, pause, go_on }: Supervisor,
  { failed, drained, restart }: Incidents,
  onRestart: () => void,
): void {
  when(state.is('Running').and(failed), () => {
    state.set('Draining');
    go_on.set(0);
  });
  when(state.is('Draining').and(drained), () => {
    state.set('Restarting');
    pause.set(3);
  });
  when(state.is('Restarting'), () => {
    pause.set(pause.sub(1));
    when(pause.eq(0), () => state.set(mux(go_on, lit('Running', State), lit('Stopped', State))));
  });
  when(restart, () => {
    go_on.set(1);
    onRestart();
    when(state.is('Running', 'Stopped'), () => state.set('Draining'));
  });
}
