import { editLine, setUpBreak } from './break.ts';
import { setUpFollow } from './follow.ts';
import { setUpInside } from './inside.ts';
import { setUpPlayground } from './playground.ts';
import { setUpRun } from './run.ts';

/** From the first click on the site keeps its files, where the browser allows it. */
function keepOffline(): void {
  if ('serviceWorker' in navigator) {
    navigator.serviceWorker
      .register('offline.js')
      .catch((error: Error) => console.warn(`not kept for offline use: ${error.message}`));
  }
}

setUpRun(keepOffline);
setUpInside((path, line) => void editLine(path, line));
setUpFollow((path, line) => void editLine(path, line));
await setUpBreak(keepOffline);
await setUpPlayground();
document.documentElement.dataset['ready'] = 'yes';
