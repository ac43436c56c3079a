/**
 * Around the whole suite: its processes get a home and a folder for temporary files of their own, and its end fails
 * where something is left in them, a process still runs, or a device is not what it was. Only the caches are shared
 * with the user.
 */
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { changedDevices, devicesNow, leftFiles, processesWith } from './traces.ts';

const DEVICES = ['null', 'zero', 'full', 'random', 'urandom', 'tty', 'ptmx'].map((name) => `/dev/${name}`);
/** What tsx and Node keep for themselves in a folder of temporary files. */
const OTHERS_TEMPORARY = /^(tsx-\d+|node-compile-cache)$/;
/** Settings and state of other programs in a home; ours would go to `.cache`, or stand in the open. */
const OTHERS_SETTINGS = /^\.(?!cache$)/;
/** Processes of the last test files end by themselves within this time, even on a loaded machine [ms]. */
const PATIENCE = 30_000;

export default function guard(): () => Promise<void> {
  const devices = devicesNow(DEVICES);
  const own = mkdtempSync(join(tmpdir(), 'macromac-suite-'));
  const [home, temporary] = ['home', 'tmp'].map((name) => join(own, name));
  for (const folder of [home, temporary]) {
    mkdirSync(folder);
  }
  process.env['XDG_CACHE_HOME'] = cacheFolder(join(own, 'cache'));
  process.env['HOME'] = home;
  process.env['TMPDIR'] = temporary;

  return async () => {
    const running = () => processesWith(`TMPDIR=${temporary}`);
    for (const until = Date.now() + PATIENCE; running().length > 0 && Date.now() < until; ) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const left = [
      ...running().map((each) => `a process still runs: ${each}`),
      ...[...leftFiles(home, OTHERS_SETTINGS), ...leftFiles(temporary, OTHERS_TEMPORARY)].map(
        (path) => `a file was left: ${path}`,
      ),
      ...changedDevices(devices).map((each) => `a device was changed: ${each}`),
    ];
    rmSync(own, { recursive: true, force: true });
    if (left.length === 0) {
      return;
    }
    console.error(`the tests left traces\n  ${left.join('\n  ')}`);
    process.exitCode = 1; // an error thrown here would be printed, and the run pass
  };
}

/**
 * The user's own, so that what takes minutes to build is built once; `otherwise` for a user who has no home to keep it
 * in.
 */
function cacheFolder(otherwise: string): string {
  try {
    const folder = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return folder;
  } catch (error) {
    console.warn(`what the tests build is not kept: ${(error as Error).message}`);
    mkdirSync(otherwise);
    return otherwise;
  }
}
