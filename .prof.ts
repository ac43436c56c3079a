import { openCpu } from './sw/accel/cpu.ts';
import { Engine } from './sw/kernels/engine.ts';
import { syntheticModel } from './sw/kernels/bench/synthetic-model.ts';
import { forward } from './sw/runtime/forward.ts';
import { prepareModel } from './sw/runtime/model.ts';
const threads = Number(process.argv[2]);
const stats = new Map<string, [number, number]>();
const run = Engine.prototype.run;
Engine.prototype.run = function (name: string, chunks: number, values: any) {
  const t = process.hrtime.bigint();
  run.call(this, name, chunks, values);
  const d = Number(process.hrtime.bigint() - t) / 1e3;
  const s = stats.get(name) ?? [0, 0];
  s[0] += d; s[1]++;
  stats.set(name, s);
};
const accelerator = openCpu({ engine: 'fused', threads, activations: 'int8' });
const model = await prepareModel(syntheticModel(accelerator.allocate!), accelerator);
const { layers, kvHeads, headDim } = model.architecture;
const cache = model.operators.createCache(layers, 1024, kvHeads * headDim, 'fp32', headDim);
const token = (i: number) => (i * 7919 + 31) % 151936;
for (let i = 0; i < 64; i++) await forward(model, cache, [token(i)]);
for (let r = 0; r < 3; r++) {
  cache.truncate(0);
  stats.clear();
  const t = performance.now();
  const N = 64;
  for (let i = 0; i < N; i++) await forward(model, cache, [token(i)]);
  const total = (performance.now() - t) * 1000 / N;
  if (r < 2) continue;
  console.log(process.version, accelerator.simd, 'threads', threads, 'us/token', total.toFixed(0), 'tok/s', (1e6 / total).toFixed(1));
  let sum = 0;
  for (const [name, [us, n]] of stats) { sum += us / N; console.log(name.padEnd(24), (us / N).toFixed(0).padStart(7), 'us', n / N, 'calls'); }
  console.log('JS between'.padEnd(24), (total - sum).toFixed(0).padStart(7));
}
await accelerator.close();
