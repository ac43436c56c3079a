/**
 * Prints what the checks of Linux' files see in this process's folder, as JSON. Root may do all, so root becomes
 * another user first: after the program is loaded and with the folder already entered, since the other user may see
 * neither.
 */
import { linuxChecks } from '../linux-checks.ts';

const NOBODY = 65_534;

if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}
console.log(JSON.stringify(linuxChecks('.')));
