import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type DeviceBuffer, type DeviceMemory, PAGE } from '../../driver/memory.ts';
import { DataError } from '../../errors.ts';
import { reason } from '../../files.ts';
import type { Libc } from './libc.ts';

/** DMA_TO_DEVICE and DMA_FROM_DEVICE of Linux, as u-dma-buf takes them. */
const TO_DEVICE = 1;
const FROM_DEVICE = 2;

export interface DmaMemory extends DeviceMemory {
  close(): void;
}

/**
 * Memory of u-dma-buf: contiguous, at a physical address it tells, cached on the processor's side. The accelerator does
 * not see the caches, so buffers are written back before it reads and dropped before the processor reads. `attributes`:
 * its folder in /sys/class/u-dma-buf.
 */
export function openDmaMemory(libc: Libc, device: string, attributes: string): DmaMemory {
  const first = attribute(attributes, 'phys_addr');
  const size = attribute(attributes, 'size');
  if (first % PAGE !== 0) {
    throw new DataError(`${attributes}/phys_addr: 0x${first.toString(16)} is not on a 4 KiB page`);
  }
  const descriptors: number[] = [];
  const open = (path: string, flags: string) => {
    const descriptor = openDevice(path, flags);
    descriptors.push(descriptor);
    return descriptor;
  };
  const close = () => {
    for (const descriptor of descriptors.splice(0)) {
      closeSync(descriptor);
    }
  };
  try {
    const forDevice = open(join(attributes, 'sync_for_device'), 'w');
    const forCpu = open(join(attributes, 'sync_for_cpu'), 'w');
    // Unmapped when the process ends, or when nobody has a view of it any more.
    const { buffer, unmap } = libc.map(open(device, 'r+'), size);
    unmapWhenUnused.register(buffer, unmap);
    return allocator(first, new Uint8Array(buffer), forDevice, forCpu, device, close);
  } catch (error) {
    close();
    throw error;
  }
}

const unmapWhenUnused = new FinalizationRegistry<() => void>((unmap) => unmap());

function allocator(
  first: number,
  bytes: Uint8Array,
  forDevice: number,
  forCpu: number,
  device: string,
  close: () => void,
): DmaMemory {
  let top = 0;
  const take = (name: string, wanted: number): DeviceBuffer => {
    const length = Math.ceil(wanted / PAGE) * PAGE;
    if (top + length > bytes.length) {
      throw new DataError(
        `${name}: ${length} bytes do not fit ${device}: ${bytes.length - top} of ${bytes.length} are free; make its size larger in constraints/device-tree/macromac.dtsi`,
      );
    }
    const buffer = { name, address: first + top, bytes: bytes.subarray(top, top + length) };
    top += length;
    return buffer;
  };
  /** One write that has the range, the direction and the command (u-dma-buf's README, `sync_for_cpu`). */
  const sync = (descriptor: number, direction: number, { address, bytes: { length } }: DeviceBuffer) => {
    const words = [address - first, length + 4 * direction + 1];
    writeSync(descriptor, `0x${words.map((word) => word.toString(16).padStart(8, '0')).join('')}`, 0);
  };
  const syncForDevice = (buffer: DeviceBuffer) => sync(forDevice, TO_DEVICE, buffer);
  return {
    first,
    end: first + bytes.length,
    allocate(name, wanted) {
      const buffer = take(name, wanted);
      buffer.bytes.fill(0);
      syncForDevice(buffer);
      return buffer;
    },
    place(name, data) {
      const buffer = take(name, data.length);
      buffer.bytes.set(data);
      buffer.bytes.fill(0, data.length);
      syncForDevice(buffer);
      return buffer;
    },
    syncForDevice,
    syncForCpu: (buffer) => sync(forCpu, FROM_DEVICE, buffer),
    close,
  };
}

/** A number in a file of /sys, decimal or 0x…. */
function attribute(folder: string, name: string): number {
  const path = join(folder, name);
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new DataError(
      `${path}: ${reason(error)}; is the overlay loaded, and the module u-dma-buf? docs/kv260.md tells what to do`,
    );
  }
  const value = Number(text);
  if (text === '' || !Number.isSafeInteger(value)) {
    throw new DataError(`${path}: "${text}" is not a number`);
  }
  return value;
}

/** Opens a device's file; what the system objects to becomes an error with a remedy. */
export function openDevice(path: string, flags: string): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    throw new DataError(`${path}: ${reason(error)}; docs/kv260.md tells what to do`);
  }
}
