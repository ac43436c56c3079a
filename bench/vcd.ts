/**
 * Reading speed of @chisel-lite/vcd beside npm's vcd-stream, on a made-up dump: 65 variables (clock, 32 flags, 32 buses of 8–64 bits)
 * of which about half change in every cycle. Run: `npx tsx bench/vcd.ts [megabytes]`
 */
import { createVcdReader } from '@chisel-lite/vcd';

const CHUNK = 1 << 16;

/** About `megabytes` of VCD text. */
function makeDump(megabytes: number): Uint8Array {
  const code = (i: number) => String.fromCharCode(33 + i);
  const widths = [1, ...new Array(32).fill(1), ...Array.from({ length: 32 }, (_, i) => 8 * (1 + (i % 8)))];
  let text = `$timescale 1ps $end\n$scope module top $end\n${widths.map((width, i) => `$var wire ${width} ${code(i)} v${i} $end\n`).join('')}$upscope $end\n$enddefinitions $end\n`;
  const parts: Uint8Array[] = [];
  const encoder = new TextEncoder();
  let random = 1;
  let size = 0;
  for (let time = 0; size < megabytes * 1e6; time += 2500) {
    text += `#${time}\n${(time / 2500) & 1}!\n`;
    for (let i = 1; i < widths.length; i++) {
      random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
      if (random & 0x8000) {
        continue;
      }
      if (widths[i] === 1) {
        text += `${(random >>> 16) & 1}${code(i)}\n`;
      } else {
        text += `b${(BigInt(random) * 0x1234567n).toString(2).slice(-widths[i])} ${code(i)}\n`;
      }
    }
    if (text.length > 1e6) {
      const bytes = encoder.encode(text);
      parts.push(bytes);
      size += bytes.length;
      text = '';
    }
  }
  const dump = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    dump.set(part, at);
    at += part.length;
  }
  return dump;
}

function readOurs(dump: Uint8Array): number {
  const reader = createVcdReader();
  for (let at = 0; at < dump.length; at += CHUNK) {
    reader.write(dump.subarray(at, at + CHUNK));
  }
  return reader.end().variables.reduce((sum, variable) => sum + variable.changes.count, 0);
}

async function readTheirs(dump: Uint8Array): Promise<number> {
  const { createVCD, webVcdParser } = (await import('vcd-stream')).default;
  const parser = await webVcdParser(await createVCD());
  let changes = 0;
  parser.change.any(() => {
    changes++;
  });
  for (let at = 0; at < dump.length; at += CHUNK) {
    parser.write(dump.subarray(at, at + CHUNK));
  }
  parser.end();
  return changes;
}

const megabytes = Number(process.argv[2] ?? 100);
const dump = makeDump(megabytes);
/** By CPU time, since the machine is shared. */
async function measure(name: string, read: (dump: Uint8Array) => number | Promise<number>): Promise<void> {
  const begin = process.cpuUsage();
  const changes = await read(dump);
  const { user, system } = process.cpuUsage(begin);
  const seconds = (user + system) / 1e6;
  const rate = (dump.length / 1e6 / seconds).toFixed(0).padStart(5);
  console.log(
    `${name.padEnd(12)} ${rate} MB/s  ${changes.toLocaleString('en')} changes in ${seconds.toFixed(2)} s of CPU time`,
  );
}

for (let round = 0; round < 3; round++) {
  await measure('ours', readOurs);
}
await measure('vcd-stream', readTheirs);
