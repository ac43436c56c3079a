// Loaded before a program by `node --import`: at its end, writes its largest resident set [KiB] to file descriptor 3.
import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));
}
