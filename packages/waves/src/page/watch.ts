/** Milliseconds between two looks at the file. */
const LOOK = 1500;

/**
 * Calls `changed` once the dump's file is another than when the page was opened, and has stayed so from one look to
 * the next: a simulation that is still writing is waited for.
 */
export function watchDump(opened: string | undefined, changed: () => void): void {
  let last = opened;
  const look = async () => {
    const answer = await fetch('info').catch(() => undefined);
    const stamp: string | undefined = answer?.ok ? (await answer.json()).stamp : undefined;
    if (stamp !== undefined && stamp !== opened && stamp === last) {
      changed();
      return;
    }
    last = stamp;
    setTimeout(look, LOOK);
  };
  setTimeout(look, LOOK);
}
