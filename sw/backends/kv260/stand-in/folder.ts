import { truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder, naming, writeWhole } from '../../../files.ts';

/** What Linux would show of a board. */
export interface FolderContents {
  /** Clock that runs, and the one that the overlay asked for [MHz]. */
  readonly megahertz: number;
  readonly askedFor?: number;
  /** Physical address of the shared memory, and its size. */
  readonly physical: number;
  readonly memoryBytes: number;
}

export const REGISTER_BYTES = 4096;
/** Beyond 4 GiB, so that the upper address registers matter. */
export const PHYSICAL = 0x8_1000_0000;

/** Big-endian, as a device tree has its numbers. */
const cells = (...words: number[]) => {
  const bytes = Buffer.alloc(4 * words.length);
  for (const [i, word] of words.entries()) {
    bytes.writeUInt32BE(word, 4 * i);
  }
  return bytes;
};

/** Lays out below `root` the files that the driver and `macromac doctor` look at on a board. */
export function writeBoardFolder(root: string, contents: FolderContents): void {
  const { megahertz, askedFor = megahertz, physical, memoryBytes } = contents;
  const files: Record<string, string | Uint8Array> = {
    'dev/uio0': new Uint8Array(REGISTER_BYTES),
    'dev/udmabuf0': '',
    'sys/class/uio/uio0/name': 'macromac\n',
    'sys/class/uio/uio0/event': '0\n',
    'sys/class/uio/uio0/maps/map0/size': `0x${REGISTER_BYTES.toString(16)}\n`,
    'sys/class/u-dma-buf/udmabuf0/phys_addr': `0x${physical.toString(16)}\n`,
    'sys/class/u-dma-buf/udmabuf0/size': `${memoryBytes}\n`,
    'sys/class/u-dma-buf/udmabuf0/sync_for_cpu': '',
    'sys/class/u-dma-buf/udmabuf0/sync_for_device': '',
    'sys/class/fpga_manager/fpga0/state': 'operating\n',
    'sys/kernel/debug/clk/pl0_ref/clk_rate': `${Math.round(megahertz * 1e6)}\n`,
    'sys/firmware/devicetree/base/model': 'stand-in for a board (macromac stand-in)\0',
    'sys/firmware/devicetree/base/axi/macromac-clock/assigned-clock-rates': cells(Math.round(askedFor * 1e6)),
    'sys/firmware/devicetree/base/axi/macromac-memory/size': cells(0, memoryBytes),
  };
  for (const [path, content] of Object.entries(files)) {
    makeFolder(dirname(join(root, path)));
    writeWhole(join(root, path), content);
  }
  const memory = join(root, 'dev/udmabuf0');
  naming(memory, () => truncateSync(memory, memoryBytes));
}
