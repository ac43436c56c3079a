/** Milliseconds between two looks at the file. */
const LOOK = 1500;

/**
 * Calls `changed` once the dump's file is another than when the page was opened, and has stayed so from one look to
 * the next: a simulation that is still writing is waited for.
 */
export function watchDump(opened: string | undefined, changed: () => void): void {
  if (opened === undefined) {
    return; // a page that was given its dump has no file to watch
  }
  let last: string | undefined = opened;
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
