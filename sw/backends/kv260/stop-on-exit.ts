const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Calls `stop` when the process ends by itself, by an exception nobody catches, or by a signal that nobody else
 * handles; the signal then takes its course. Gives a function that undoes this. Nothing can be done on SIGKILL: who
 * opens the device next has to stop it.
 */
export function stopOnExit(stop: () => void): () => void {
  const onSignal = (signal: NodeJS.Signals) => {
    // Whoever else listens may want to go on.
    if (process.listenerCount(signal) > 1) {
      return;
    }
    undo();
    stop();
    process.kill(process.pid, signal);
  };
  const onExit = () => {
    undo();
    stop();
  };
  const undo = () => {
    for (const signal of SIGNALS) {
      process.off(signal, onSignal);
    }
    process.off('exit', onExit);
  };
  for (const signal of SIGNALS) {
    process.on(signal, onSignal);
  }
  process.on('exit', onExit);
  return undo;
}
