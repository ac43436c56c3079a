/** What can be seen of a board in Linux' files, below `root`, without touching the accelerator. */
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { list, MEMORY_NAME, readText, UIO, UIO_NAME, uioEntry } from '../backends/kv260/kv260.ts';
import { reason } from '../files.ts';
import { type Check, failed, ok, skipped } from './check.ts';

const DEVICE_TREE = 'sys/firmware/devicetree/base';
const LOAD = 'sudo xmutil unloadapp; sudo xmutil loadapp macromac; then dmesg | tail -30';

/** What the overlay asked Linux for; undefined where no overlay of ours is in the device tree. */
export interface Overlay {
  /** PL clock [MHz]. */
  readonly megahertz?: number;
  /** Memory of u-dma-buf [bytes]. */
  readonly memoryBytes?: number;
}

/** The overlay's nodes stand below the bus, which kernels call `axi` or `amba`. */
export function readOverlay(root: string): Overlay {
  const base = join(root, DEVICE_TREE);
  const cells = (node: string, property: string): Buffer | undefined => {
    const path = ['.', ...list(base)].map((bus) => join(base, bus, node, property)).find(existsSync);
    return path === undefined ? undefined : readFileSync(path);
  };
  const rate = cells('macromac-clock', 'assigned-clock-rates');
  const size = cells('macromac-memory', 'size');
  return {
    megahertz: rate && rate.readUInt32BE(0) / 1e6,
    memoryBytes: size && size.readUInt32BE(0) * 2 ** 32 + size.readUInt32BE(4),
  };
}

/**
 * Checks that need no accelerator, in the order in which things can go wrong. On something else than a board the first
 * is all.
 */
export function linuxChecks(root: string): Check[] {
  const board = checkBoard(root);
  if (board.state === 'failed' && uioEntry(root) === undefined) {
    return [board, ...Object.keys(CHECKS).map((name) => skipped(name, 'not tried: this is not a board'))];
  }
  return [board, ...Object.values(CHECKS).map((check) => check(root))];
}

const CHECKS = {
  'programmable logic': checkLogic,
  overlay: checkOverlay,
  permissions: checkPermissions,
  memory: checkMemory,
};

function checkBoard(root: string): Check {
  const model = readText(join(root, DEVICE_TREE, 'model'))?.replaceAll('\0', '');
  const here = `${model ?? 'no device tree'}; ${process.platform} on ${process.arch}, Node ${process.versions.node}`;
  if (model !== undefined && /K26|KV260|stand-in/i.test(model)) {
    return ok('board', here);
  }
  return failed(
    'board',
    here,
    'a Kria K26 module (KV260)',
    'macromac doctor looks at a board, so run it there (docs/kv260.md); here, `npx macromac stand-in -- npx macromac doctor` tries it on the simulated accelerator',
  );
}

function checkLogic(root: string): Check {
  const path = 'sys/class/fpga_manager/fpga0/state';
  const state = readText(join(root, path));
  return state === 'operating'
    ? ok('programmable logic', 'operating: a bitstream is loaded')
    : failed('programmable logic', `/${path}: ${state ?? 'not there'}`, 'operating', LOAD);
}

function checkOverlay(root: string): Check {
  const entry = uioEntry(root);
  const names = list(join(root, UIO)).map((name) => `${name} is ${readText(join(root, UIO, name, 'name'))}`);
  if (entry !== undefined) {
    return ok('overlay', `/dev/${entry} is ${UIO_NAME}`);
  }
  return failed(
    'overlay',
    `no UIO device named ${UIO_NAME} (${names.join(', ') || 'there are none'})`,
    `/${UIO}/uio*/name: ${UIO_NAME}`,
    `${LOAD}. Where the overlay is loaded: sudo modprobe uio_pdrv_genirq, and see that nothing sets another of_id (/proc/cmdline; /etc/modprobe.d/macromac.conf)`,
  );
}

function checkPermissions(root: string): Check {
  const name = 'permissions';
  const files = [
    [join('dev', uioEntry(root) ?? 'uio0'), constants.R_OK | constants.W_OK],
    [join('dev', MEMORY_NAME), constants.R_OK | constants.W_OK],
    [join('sys/class/u-dma-buf', MEMORY_NAME, 'sync_for_device'), constants.W_OK],
    [join('sys/class/u-dma-buf', MEMORY_NAME, 'sync_for_cpu'), constants.W_OK],
  ] as const;
  const refused = files.flatMap(([path, mode]) => {
    try {
      accessSync(join(root, path), mode);
      return [];
    } catch (error) {
      return [`/${path}: ${reason(error)}`];
    }
  });
  if (refused.length === 0) {
    return ok(name, files.map(([path]) => `/${path}`).join(', '));
  }
  return failed(
    name,
    refused.join('; '),
    'the group macromac reads and writes them',
    'sudo constraints/board/install.sh FIRMWARE_FOLDER installs the udev rule; then log in again (`id` must name the group macromac). What is not there at all comes with the overlay and the module u-dma-buf',
  );
}

function checkMemory(root: string): Check {
  const name = 'memory';
  const folder = join('sys/class/u-dma-buf', MEMORY_NAME);
  const size = readText(join(root, folder, 'size'));
  const address = readText(join(root, folder, 'phys_addr'));
  const meminfo = readText(join(root, 'proc/meminfo')) ?? '';
  const [total, free] = ['CmaTotal', 'CmaFree'].map(
    (key) => new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(meminfo)?.[1],
  );
  const mebibytes = (kibibytes: string) => Math.round(Number(kibibytes) / 1024);
  const cma = total && free ? `; ${mebibytes(free)} of ${mebibytes(total)} MiB of the CMA are free` : '';
  const wanted = readOverlay(root).memoryBytes;
  const expected = wanted === undefined ? 'what the overlay asks for' : `${wanted} bytes, which the overlay asks for`;
  const remedy =
    'sudo modprobe u-dma-buf (docs/kv260.md, "Memory"); where dmesg says that the allocation failed, the CMA is too small or in use: cma=1000M on the kernel\'s command line. A CMA of 0 MiB: the kernel could not set it aside, take cma=512M and a smaller size in macromac.dtsi';
  if (size === undefined || address === undefined) {
    return failed(name, `/${folder}/${size === undefined ? 'size' : 'phys_addr'}: not there${cma}`, expected, remedy);
  }
  if (Number(size) !== (wanted ?? Number(size))) {
    return failed(name, `${size} bytes${cma}`, expected, remedy);
  }
  return ok(name, `${Math.round(Number(size) / 2 ** 20)} MiB at ${address}`);
}

/** UIO's count of the interrupts it has seen. */
export function interruptsSeen(root: string): number {
  return Number(readText(join(root, UIO, uioEntry(root) ?? '', 'event')) ?? Number.NaN);
}
