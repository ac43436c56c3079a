/**
 * Reading speed of @chisel-lite/vcd beside npm's vcd-stream, on a made-up dump: 65 variables (clock, 32 flags, 32 buses of 8–64 bits)
 * of which about half change in every cycle. Run: `npx tsx bench/vcd.ts [megabytes]`
 */
import { createVcdReader } from '@chisel-lite/vcd';
import { makeDump } from './waves-dump.ts';

const CHUNK = 1 << 16;

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
