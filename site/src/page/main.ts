import { editLine, setUpBreak } from './break.ts';
import { setUpFollow } from './follow.ts';
import { setUpInside } from './inside.ts';
import { keepOffline, keepTheRest } from './offline.ts';
import { setUpPlayground } from './playground.ts';
import { setUpRun } from './run.ts';

const visit = { started: keepOffline, ended: () => void keepTheRest() };
setUpRun(visit);
setUpInside((path, line) => void editLine(path, line));
setUpFollow((path, line) => void editLine(path, line));
await setUpBreak(visit);
await setUpPlayground();
document.documentElement.dataset['ready'] = 'yes';
